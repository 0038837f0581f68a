/** Nothing is done for an answer that its client would not take, and whatever he takes that can be written is written. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { send } from './support/send.ts';
import { startStack } from './support/stack.ts';

const change = JSON.stringify({
  query: `mutation { createMeeting(input: { appId: "${seedId('a', 1)}", title: "Unseen" }) { meeting { title } } }`,
});

async function ask(accept: string | undefined) {
  const { url, calls } = await startStack();
  const headers = { 'content-type': 'application/json', ...(accept !== undefined && { accept }) };
  const { status, text, headers: answered } = await send(url, { headers, body: change });
  return { status, text, type: answered['content-type'], calls: calls().length };
}

describe('a change is made for a client that accepts', () => {
  it.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/json;q=0.5;charset=utf-8', 'application/json; charset=utf-8'],
    ['application/json;version=1', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['image/png, Application/*;q=0.1', 'application/json; charset=utf-8'],
    ['text/plain ,application/json; Charset=UTF-8', 'application/json; charset=utf-8'],
    ['text/*', 'text/event-stream'],
    ['text/event-stream', 'text/event-stream'],
    ['multipart/*', 'multipart/mixed; boundary="-"'],
    ['multipart/mixed', 'multipart/mixed; boundary="-"'],
  ])('%s', async (accept, type) => {
    expect(await ask(accept)).toMatchObject({ status: 200, type, calls: 1 });
  });
});

describe('nothing is done for a client that accepts only', () => {
  it.each([
    'image/png',
    'image/*',
    'text/plain',
    'text/html',
    'multipart/form-data',
    'application/xml',
    'application/json-patch',
    'application/jsonx',
    'x-application/json',
    'text/*x',
    'x*/*',
    '*/*x',
    ';q=1,,/',
    'application/json; charset=utf-16',
    'application/json;q=1;charset=utf-16',
    'application/json;charset=utf-16;charset=utf-8',
  ])('"%s"', async (accept) => {
    const { status, text, calls } = await ask(accept);
    // In no words that he would not take.
    expect([status, text, calls]).toEqual([406, '', 0]);
  });

  it('nothing, in clear words', async () => {
    const { status, text, calls } = await ask('');
    const message = 'No media type that the request accepts can be written.';
    expect([status, JSON.parse(text), calls]).toEqual([406, { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }, 0]);
  });
});
