/**
 * The pieces of bodies that hold a query. A client sends the same query in the same bytes again, before its variables or behind them. Then
 * that piece is neither decoded nor parsed again, and what it asks is the very text that the document is kept under, which is found without
 * a look at its characters. For bodies as JSON.stringify and Python's json.dumps write them; others, and those without variables, are read
 * as a whole.
 */
import { LRUCache } from 'lru-cache';
import { type Asked, type Part, partIn, utf8 } from './ordinary-body.ts';

/** What is kept is bounded by its bytes: of the piece, of the text, and what they take beside, roughly. */
const mostBytes = 8 * 1024 * 1024;
const bytesOfCharacter = 2;
const overheadBytes = 256;

/**
 * What stands behind a query, `{"query":"…","variables":`, and before one, `},"query":"…"}`. It may stand elsewhere as well: a piece and the rest
 * are what they seem only where each is a JSON object by itself, with a brace in place of the other one.
 */
const beforeVariables = [Buffer.from('","variables":'), Buffer.from('", "variables":')];
const behindVariables = [Buffer.from('},"query":"'), Buffer.from('}, "query": "')];

/** Shorter ones hold no query, in bytes. */
const shortestPiece = 12;
/** At how many places a piece is looked at to find one like it. */
const looks = 12;

interface Piece {
  readonly bytes: Buffer;
  readonly asked: Part & Pick<Asked, 'query'>;
}

/** From where to where in a body a piece may be. It begins the body or ends it. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export class QueryPieces {
  readonly #pieces = new LRUCache<number, Piece>({
    maxSize: mostBytes,
    sizeCalculation: ({ bytes, asked: { query } }) => bytes.length + query.length * bytesOfCharacter + overheadBytes,
  });

  /** What a body asks whose query came before in the same bytes. Undefined for all others, and where it is not as plain as can be. */
  read(body: Buffer): Asked | undefined {
    return this.#readAt(body, headOf(body)) ?? this.#readAt(body, tailOf(body));
  }

  /** Takes note of the query of a plain body that asks for this text. */
  learn(body: Buffer, query: string): void {
    for (const place of [headOf(body), tailOf(body)]) {
      if (place === undefined) continue;
      // Not of Node's pool: of that it would hold what others had.
      const bytes = Buffer.allocUnsafeSlow(place.end - place.start);
      body.copy(bytes, 0, place.start, place.end);
      const asked = partIn(() => (place.start === 0 ? `${utf8.decode(bytes)}}` : `{${utf8.decode(bytes.subarray(1))}`));
      if (asked?.query !== query) continue;
      this.#pieces.set(fingerprintOf(body, place), { bytes, asked: { ...asked, query } });
      return;
    }
  }

  #readAt(body: Buffer, place: Place | undefined): Asked | undefined {
    if (place === undefined) return undefined;
    const piece = this.#pieces.get(fingerprintOf(body, place));
    if (piece === undefined || body.compare(piece.bytes, 0, piece.bytes.length, place.start, place.end) !== 0) return undefined;
    const { query, operationName } = piece.asked;
    const rest = partIn(() =>
      place.start === 0 ? `{${utf8.decode(body.subarray(place.end + 1))}` : `${utf8.decode(body.subarray(0, place.start))}}`,
    );
    // The same key twice is for whoever says so.
    if (rest === undefined || rest.query !== undefined || (operationName !== undefined && rest.operationName !== undefined))
      return undefined;
    return { query, variables: rest.variables ?? {}, operationName: operationName ?? rest.operationName };
  }
}

/** `{"query":"…"`, before the comma. */
function headOf(body: Buffer): Place | undefined {
  const end = Math.max(...beforeVariables.map((marker) => body.indexOf(marker))) + 1;
  return end < shortestPiece ? undefined : { start: 0, end };
}

/** `,"query":"…"}` */
function tailOf(body: Buffer): Place | undefined {
  const start = Math.max(...behindVariables.map((marker) => body.lastIndexOf(marker))) + 1;
  return start === 0 || body.length - start < shortestPiece ? undefined : { start, end: body.length };
}

/** Of the length and some bytes. Of pieces that have the same, the last is kept. */
function fingerprintOf(body: Buffer, { start, end }: Place): number {
  const step = (end - start - 4) / (looks - 1);
  let some = 0;
  for (let look = 0; look < looks; look += 1)
    some = Math.imul(some ^ body.readUInt32LE(start + Math.floor(look * step)), 0x9e3779b1) ^ (some >>> 15);
  return (end - start) * 2 ** 32 + (some >>> 0);
}
