/** Of a body whose query came before in the same bytes that piece is not read again, and what it asks is what it would ask if it were. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { readBody, utf8 } from '../src/server/ordinary-body.ts';
import { QueryPieces } from '../src/server/query-pieces.ts';
import { startStack } from './support/stack.ts';

/** Collects all that nobody holds. */
const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

const query = 'query Q($id: ID!) {\n  app(appId: $id) { name } # "Zoë", "}\n}';

/** Pieces that know the query of a body, and the body. */
function knowing(text: string) {
  const pieces = new QueryPieces();
  const body = Buffer.from(text);
  const asked = readBody(body);
  if (asked !== undefined) pieces.learn(body, asked.query);
  return { pieces, body };
}

describe('the piece of a body that holds its query', () => {
  it.each<[string, (variables: object) => object]>([
    ['is before its variables', (variables) => ({ query, variables })],
    ['is behind its variables', (variables) => ({ variables, query })],
    ['is between its name and its variables', (variables) => ({ operationName: 'Q', query, variables })],
    ['is before its variables and its name', (variables) => ({ query, variables, operationName: 'Q' })],
    ['is behind its name and its variables', (variables) => ({ operationName: 'Q', variables, query })],
    ['is behind its variables and its name', (variables) => ({ variables, operationName: 'Q', query })],
  ])('where it %s', (_title, write) => {
    const { pieces } = knowing(JSON.stringify(write({ id: 'one' })));
    const other = Buffer.from(
      JSON.stringify(write({ id: 'Zoë', deep: { list: [{}], query: '},"query":"', variables: '","variables":' } })),
    );
    const isLast = 'query' === Object.keys(write({})).at(-1);
    // Only where the variables end the body's rest can it be told from its last bytes.
    const isFound = !isLast || Object.keys(write({})).at(-2) === 'variables';
    expect(pieces.read(other)).toEqual(isFound ? readBody(other) : undefined);
  });

  it('is found as Python writes it', () => {
    const spaced = (id: string) => `{"query": "{ apps }", "variables": {"id": "${id}"}}`;
    const behind = (id: string) => `{"variables": {"id": "${id}"}, "query": "{ apps }"}`;
    for (const write of [spaced, behind]) {
      const other = Buffer.from(write('two'));
      expect(knowing(write('one')).pieces.read(other)).toEqual({ query: '{ apps }', variables: { id: 'two' }, operationName: undefined });
    }
  });

  it('keeps nothing but itself in memory', () => {
    const pieces = new QueryPieces();
    const before = process.memoryUsage().arrayBuffers;
    for (let number = 0; number < 1_000; number += 1) {
      pieces.learn(Buffer.from(JSON.stringify({ query: `{ a${number} }`, variables: {} })), `{ a${number} }`);
      // What else the process makes meanwhile, of which one slab of 64 KB is full with each.
      for (let line = 0; line < 150; line += 1) Buffer.from('x'.repeat(420));
    }
    collectGarbage();
    expect(pieces.read(Buffer.from('{"query":"{ a7 }","variables":{}}'))?.query).toBe('{ a7 }');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  it('asks the very text that was learned', () => {
    const { pieces, body } = knowing(JSON.stringify({ query, variables: {} }));
    expect(pieces.read(body)?.query).toBe(query);
    expect(pieces.read(Buffer.from(JSON.stringify({ query: `${query} `, variables: {} })))).toBeUndefined();
  });

  it.each([
    ['another query follows', '{"query":"{ apps }","variables":{},"query":"{ me }"}'],
    ['another name follows', '{"operationName":"A","query":"{ apps }","variables":{},"operationName":"B"}'],
    ['a key comes twice behind it', '{"query":"{ apps }","variables":{"a":1,"a":2}}'],
    ['a number is rounded behind it', '{"query":"{ apps }","variables":{"a":9007199254740993}}'],
    ['its variables are a list', '{"query":"{ apps }","variables":[]}'],
    ['something else is asked for', '{"query":"{ apps }","variables":{},"extensions":{}}'],
    ['it does not end', '{"query":"{ apps }","variables":{}'],
    ['more follows', '{"query":"{ apps }","variables":{}} {}'],
  ])('is for those who say why where %s', (_title, text) => {
    const plain = '{"query":"{ apps }","variables":{}}';
    const named = '{"operationName":"A","query":"{ apps }","variables":{}}';
    const { pieces } = knowing(plain);
    pieces.learn(Buffer.from(named), '{ apps }');
    for (const known of [plain, named]) expect(pieces.read(Buffer.from(known))?.query).toBe('{ apps }');
    expect(pieces.read(Buffer.from(text))).toBeUndefined();
  });

  it('is for those who say why where what follows is no text', () => {
    const { pieces, body } = knowing('{"query":"{ apps }","variables":{"a":"x"}}');
    expect(pieces.read(body)).toBeDefined();
    body[body.length - 4] = 0xff;
    expect(pieces.read(body)).toBeUndefined();
  });

  it('never asks anything else than the body does, however bodies are put together', () => {
    const parts = [
      '{',
      '}',
      '"query":"',
      '"variables":',
      '","variables":',
      '},"query":"',
      '"operationName":"',
      ' ',
      'é',
      '", "variables": ',
      '"qu\\u0065ry":"',
      '"',
      ',',
      'a',
      '{}',
      '"}',
      '\\"',
    ];
    const ordinary = fc
      .tuple(
        fc.constantFrom('"query":"{ a }"', '"query":"{ ab }"', '"query":"\\"}"'),
        fc.constantFrom(
          '"variables":{"a":{}}',
          '"variables":{}',
          '"variables":{"b":"},\\"query\\":\\""}',
          '"variables":{"c":"\\",\\"variables\\":"}',
        ),
        fc.constantFrom('"operationName":"a"', '"operationName":"b"', ''),
      )
      .chain((keys) => fc.shuffledSubarray(keys, { minLength: 2 }))
      .map((keys) => `{${keys.filter((key) => key !== '').join(',')}}`);
    const spoiled = fc
      .tuple(ordinary, fc.nat(), fc.nat(), fc.array(fc.constantFrom(...parts), { maxLength: 3 }))
      .map(([text, at, gone, more]) => text.slice(0, at % text.length) + more.join('') + text.slice((at % text.length) + (gone % 9)));
    const texts = fc.oneof(ordinary, spoiled);
    let found = 0;
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), texts, (before, text) => {
        const pieces = new QueryPieces();
        for (const one of before.map((some) => Buffer.from(some))) {
          const asked = readBody(one);
          if (asked !== undefined) pieces.learn(one, asked.query);
        }
        const body = Buffer.from(text);
        const asked = pieces.read(body);
        if (asked === undefined) return;
        found += 1;
        expect(asked).toEqual(readBody(body));
      }),
      { numRuns: 20_000 },
    );
    expect(found).toBeGreaterThan(500);
  });

  it('goes with its own variables, in whichever order a client writes', async () => {
    const stack = await startStack({ config: { cacheTtlMs: 0 } });
    const ask = async (body: object) => {
      const response = await fetch(stack.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return ((await response.json()) as { data: unknown }).data;
    };
    const named = 'query Q($id: ID!) { app(appId: $id) { id } }';
    const decode = vi.spyOn(utf8, 'decode');
    for (let sight = 0; sight < 6; sight += 1) {
      for (const id of [seedId('a', 1), seedId('a', 2)]) {
        expect(await ask({ query: named, variables: { id } })).toEqual({ app: { id } });
        expect(await ask({ operationName: 'Q', variables: { id }, query: named })).toEqual({ app: { id } });
      }
      if (sight === 4) decode.mockClear();
    }
    // Only what is not the query: it is not read any more.
    expect(decode.mock.results.map(({ value }) => String(value).includes('app('))).toEqual([false, false, false, false]);
    decode.mockRestore();
  });
});
