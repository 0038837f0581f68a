/** Bodies of requests: as long as they may be, in whatever pieces they come, and only if they can be read in one way. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { type Outgoing, send } from './support/send.ts';
import { startStack } from './support/stack.ts';

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded', 'graphql-require-preflight': '1' };
const byGet = (search: string): Outgoing => ({ method: 'GET', path: `/graphql?${search}`, headers: { 'graphql-require-preflight': '1' } });
const mostBytes = 1_000;
const ofLength = (bytes: number) => JSON.stringify({ query: '{ __typename }' }).padEnd(bytes, ' ');
const refusal = (amount: string, actual: number) => ({
  message: `The body of the request has ${amount} bytes; 1000 are allowed (LIMIT_BODY_BYTES).`,
  extensions: { code: 'LIMIT_EXCEEDED', limit: { name: 'LIMIT_BODY_BYTES', most: mostBytes, actual } },
});

async function start(more: { bodyBytes?: number } = {}) {
  const { url, calls } = await startStack({ config: { documentLimits: { ...readConfig({}).documentLimits, ...more } } });
  const ask = async (outgoing: Outgoing) => {
    const { status, text } = await send(url, outgoing);
    return { status, ...(JSON.parse(text) as { data?: unknown; errors?: unknown[] }) };
  };
  return { ask, calls };
}

describe('a body', () => {
  it.each<['its length' | 'chunked', string]>([
    ['its length', '1001'],
    ['chunked', 'at least 1001'],
  ])('that comes with %s may have as many bytes as are allowed, and not one more', async (how, amount) => {
    const { ask } = await start({ bodyBytes: mostBytes });
    const length = how === 'chunked' ? { length: how } : {};
    expect(await ask({ headers: json, body: ofLength(mostBytes), ...length })).toMatchObject({ status: 200 });
    expect(await ask({ headers: json, body: ofLength(mostBytes + 1), ...length })).toMatchObject({
      status: 413,
      errors: [refusal(amount, mostBytes + 1)],
    });
  });

  it('is read whole wherever its pieces end, in the midst of a character too', async () => {
    const { ask } = await start();
    const id = seedId('a', 1);
    // Longer than what the network hands over at once; each character has three bytes.
    const body = JSON.stringify({
      query: 'query ($id: ID!) { app(appId: $id) { id } }',
      variables: { id, 'no variable': '€'.repeat(80_000) },
    });
    expect(await ask({ headers: json, body })).toMatchObject({ status: 200, data: { app: { id } } });
  });

  it('that is compressed, or no text, is refused in clear words', async () => {
    const { ask, calls } = await start();
    expect(await ask({ headers: { ...json, 'content-encoding': 'br' }, body: ofLength(20) })).toMatchObject({
      status: 415,
      errors: [{ message: 'Bodies must not be compressed.', extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(await ask({ headers: json, body: Buffer.from([0x7b, 0xff]) })).toMatchObject({
      status: 400,
      errors: [{ message: 'The body is not UTF-8, or it ended before its end.', extensions: { code: 'BAD_REQUEST' } }],
    });
    // A text may not end with half of a character either.
    expect(await ask({ headers: json, body: Buffer.concat([Buffer.from(ofLength(40)), Buffer.from([0xe2, 0x82])]) })).toMatchObject({
      status: 400,
    });
    expect(calls()).toEqual([]);
  });

  it('of a kind that is not read is refused as such', async () => {
    const { url, calls } = await startStack();
    for (const type of ['application/xml', 'multipart/form-data; boundary=x', 'text/plain']) {
      const headers = { 'content-type': type, 'graphql-require-preflight': '1' };
      expect((await send(url, { headers, body: ofLength(40) })).status).toBe(415);
    }
    expect(calls()).toEqual([]);
  });

  it('that is not there is no question', async () => {
    const { ask } = await start();
    expect(await ask({ headers: json })).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

describe('variables and extensions', () => {
  const twice = 'The same key is twice in one object of the JSON.';
  const noJson = 'Variables and extensions must be JSON.';
  const question = 'query=%7B__typename%7D';

  it.each([
    ['nothing else', '', 200],
    ['variables', '&variables=%7B%22a%22:1%7D', 200],
    ['variables with the same key twice', '&variables=%7B%22a%22:1,%22a%22:2%7D', twice],
    ['extensions with the same key twice', '&extensions=%7B%22a%22:1,%22a%22:2%7D', twice],
    ['extensions with the same key twice behind variables without', '&variables=%7B%7D&extensions=%7B%22a%22:1,%22a%22:2%7D', twice],
    ['the same key in both', '&variables=%7B%22a%22:1%7D&extensions=%7B%22a%22:1%7D', 200],
    ['variables that are no JSON', '&variables=%7B', noJson],
  ])('in an address or a form with %s are read, or refused', async (_title, more, expected) => {
    const { ask } = await start();
    const wanted =
      expected === 200
        ? { status: 200, data: { __typename: 'Query' } }
        : { status: 400, errors: [{ message: expected, extensions: { code: 'BAD_REQUEST' } }] };
    expect(await ask(byGet(question + more))).toMatchObject(wanted);
    // What the body would be, of which there is none.
    const inAddress = byGet(question + more);
    expect(await ask({ ...inAddress, headers: { ...inAddress.headers, ...json } })).toMatchObject(wanted);
    expect(await ask({ headers: form, body: question + more })).toMatchObject(wanted);
  });
});
