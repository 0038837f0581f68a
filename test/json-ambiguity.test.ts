/** JSON that different readers understand differently is refused, and all other JSON is let through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ambiguityIn } from '../src/plugins/json-ambiguity.ts';

const twice = 'The same key is twice in one object of the JSON.';
const rounded = 'The JSON has a whole number that is too large to be read exactly: send it as a text.';

/** Numbers as they are read exactly, so that a value says the same to every reader. */
const exact = (_name: string, value: unknown) => (typeof value === 'number' && !Number.isSafeInteger(value) ? 1.5 : value);
const json = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('', ' ', '\t', '\n', '\r\n'))
  .map(([value, indent]) => JSON.stringify(value, exact, indent));

describe('what is ambiguous in a text', () => {
  it('is nothing in any value that was written by JSON.stringify', () => {
    fc.assert(fc.property(json, (text) => ambiguityIn(text) === undefined));
  });

  it('is a key that comes twice, whatever stands between and around, and however it is spelled', () => {
    const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
    fc.assert(
      fc.property(json, json, blank, fc.string(), fc.boolean(), (one, other, space, key, isEscaped) => {
        const spelled = JSON.stringify(key);
        const again = isEscaped ? `"${Array.from({ length: key.length }, (_, at) => escaped(key, at)).join('')}"` : spelled;
        const object = `{${spelled}${space}:${one},"${key.length}-other":${other},${space}${again}${space}:${space}${other}}`;
        expect([object, `[1,${object}]`, `{"inner":[{}, ${object}]}`].map(ambiguityIn)).toEqual([twice, twice, twice]);
      }),
    );
  });

  it.each([
    '[{"a":1},{"a":1}]',
    '{"a":{"a":1}}',
    '{"b":{"a":1},"a":{"a":1}}',
    '["a","a"]',
    '{"a":"a","b":"a"}',
    '{"query":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\\\","b":"\\\\\\""}',
    '{"a":[],"b":[[],{}]}',
  ])('is nothing in %s', (text) => {
    expect(ambiguityIn(text)).toBe(undefined);
  });

  it.each([
    '{"a":{},"a":1}',
    '{"a":[{"a":1}],"a":1}',
    '{"a":"}","a":1}',
    '{"a":"\\"","a":1}',
    '{"a":"\\\\","a":1}',
    '{"a\\\\":1,"a\\\\":1}',
    '{"a":[[1]],"b":{"c":{}},"a":2}',
  ])('is the second key in %s', (text) => {
    expect(ambiguityIn(text)).toBe(twice);
  });

  it.each(['9007199254740993', '-9007199254740993', '[1,9007199254740993]', '{"a":-9007199254740993 ,"b":1}', '12345678901234567890'])(
    'is the number in %s, which JSON.parse rounds',
    (text) => {
      expect(ambiguityIn(text)).toBe(rounded);
    },
  );

  it.each(['9007199254740991', '-9007199254740991', '123456789012345', '12345678901234567890.5', '12345678901234567890e1', '1e400', '0'])(
    'is nothing in %s',
    (text) => {
      expect([text, `[${text}]`, `{"a":${text}}`].map(ambiguityIn)).toEqual([undefined, undefined, undefined]);
    },
  );
});

/** One UTF-16 unit of a text as JSON may also write it. */
function escaped(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}
