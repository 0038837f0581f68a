/** What an upstream may make of its answers: other statuses, broken connections, and JSON that somebody has been at. */
import fc from 'fast-check';
import type { Answer } from '../../src/emulator/answer.ts';
import type { Fault } from '../../src/emulator/faults.ts';

/** Put in place of a part of the answer. */
const strangeParts = fc.oneof(
  fc.constantFrom(null, '', 0, -1, 1.5, 1e308, true, [], {}, [[]], '..', '\ud800', '9999-99-99', 'x'.repeat(2_000), { success: true }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Which part, counted through the answer, and what becomes of it. */
const mutation = fc.record({ at: fc.nat(400), part: strangeParts, how: fc.constantFrom('replace', 'delete', 'double') });
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'ratelimit',
    'ratelimit-policy',
    'content-type',
    'content-encoding',
    'cf-ray',
    'location',
    'x-ratelimit-reset',
    'cache-control',
  ),
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '1e9',
    'x',
    '"default";r=0;t=5',
    '"default";r=-1;t=x',
    '"default";q=0;w=0',
    'text/html',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'http://127.0.0.1:1/',
    '8f1-AMS',
  ),
  { maxKeys: 2 },
);

const connection = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('refuse' as const, 'cut' as const, 'truncate' as const) },
  fc.constant('hang' as const),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.array(mutation, { minLength: 1, maxLength: 3 }), headers).map(([mutations, more]): Fault => {
      // What fast-check shows of it.
      const shown = { [fc.toStringMethod]: () => JSON.stringify({ mutations, headers: more }) };
      return { change: spoiledBy(mutations), headers: more, ...shown };
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(200, 201, 204, 301, 304, 400, 401, 403, 404, 405, 409, 418, 422, 429, 500, 502, 503, 504, 520, 599), headers)
      .map(([status, more]): Fault => ({ status, headers: more })),
  },
  { weight: 2, arbitrary: fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 100 })).map((body): Fault => ({ body })) },
  { weight: 2, arbitrary: connection.map((how): Fault => ({ connection: how })) },
);

/** Faults for some of the calls that come; half of the time there is none. */
export const faults: fc.Arbitrary<Fault[]> = fc.oneof(
  fc.constant<Fault[]>([]),
  fc.array(
    fc.tuple(fault, fc.constantFrom(1, 2, undefined)).map(([one, times]): Fault => ({ ...one, ...(times !== undefined && { times }) })),
    { minLength: 1, maxLength: 3 },
  ),
);

function spoiledBy(mutations: readonly Mutation[]): (answer: Answer) => Answer {
  return (answer) => {
    if (typeof answer.body !== 'object' || answer.body === null) return answer;
    const body = structuredClone(answer.body);
    for (const one of mutations) spoil(body, one);
    return { ...answer, body };
  };
}

function spoil(body: object, { at, part, how }: Mutation): void {
  const places = placesIn(body);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return;
  const { holder, key } = place;
  if (how === 'delete') Reflect.deleteProperty(holder, key);
  else if (how === 'double' && Array.isArray(holder)) holder.push(holder[Number(key)]);
  else Object.defineProperty(holder, key, { value: part, enumerable: true, configurable: true, writable: true });
}

function placesIn(value: unknown): { holder: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesIn(inner)]);
}
