/** What JSON.parse passes over in silence, and other readers take otherwise (RFC 7493, 2.2 and 2.3). */

/**
 * What is ambiguous in a text, in words for who sent it: the same key twice in one object, of which JSON.parse keeps the last, or a whole
 * number that it rounds. The text must be JSON: each string in it ends.
 */
export function ambiguityIn(json: string): string | undefined {
  /** Of each object and list that is open, the keys so far. */
  const open: (Set<string> | undefined)[] = [];
  let at = 0;
  while (at < json.length) {
    const character = json[at] ?? '';
    if (character === '"') {
      const end = endOfString(json, at);
      if (isFollowedByColon(json, end)) {
        const keys = (open[open.length - 1] ??= new Set());
        const key = keyIn(json.slice(at, end));
        if (keys.has(key)) return 'The same key is twice in one object of the JSON.';
        keys.add(key);
      }
      at = end;
    } else if (isDigit(character)) {
      const end = endOfNumber(json, at);
      if (isRounded(json.slice(at, end))) return 'The JSON has a whole number that is too large to be read exactly: send it as a text.';
      at = end;
    } else {
      if (character === '{' || character === '[') open.push(undefined);
      if (character === '}' || character === ']') open.pop();
      at += 1;
    }
  }
  return undefined;
}

/** Where the string that begins at `start` is over, its quotation mark included. */
function endOfString(json: string, start: number): number {
  // Most of a body is in its strings, so that they are leapt over.
  let at = json.indexOf('"', start + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** The key that a string writes; two spellings of it are the same key. */
function keyIn(string: string): string {
  return string.includes('\\') ? (JSON.parse(string) as string) : string.slice(1, -1);
}

function isFollowedByColon(json: string, end: number): boolean {
  let at = end;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return json[at] === ':';
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (isDigit(json[at] ?? '') || '.eE+-'.includes(json[at] ?? ' ')) at += 1;
  return at;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** Fractions and exponents are rounded as well, but who writes them knows. A sign, which stands before the digits, changes nothing. */
function isRounded(number: string): boolean {
  return /^\d+$/.test(number) && !Number.isSafeInteger(Number(number));
}
