/** Requests that are made to hurt: each is refused in clear words, for no REST call, and the next caller is answered. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { silentLog } from '../src/observers.ts';
import { abuseCases, canary } from './support/abuse-cases.ts';
import { send } from './support/send.ts';
import { launchStack, type Stack, startStack } from './support/stack.ts';

interface Refusal {
  message: string;
  extensions: { code: string; limit?: { name: string; most: number; actual: number } };
}

const oneField = JSON.stringify({ query: '{ __typename }' });

let stack: Stack;
beforeAll(async () => (stack = await launchStack()));
afterAll(() => stack.close());

describe('abuse', () => {
  it.each(abuseCases)('by $title is refused with $code', async ({ request, status, code, limit }) => {
    const answer = await send(stack.url, request);
    expect(answer.text).not.toMatch(/\\n {4}at |INTERNAL_SERVER_ERROR/);
    expect(answer.text).not.toContain(canary);
    expect(answer.status).toBe(status);
    const { data, errors } = JSON.parse(answer.text) as { data?: unknown; errors: Refusal[] };
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions).toMatchObject({ code, ...(limit && { limit }) });
    if (limit) {
      const { actual } = errors[0]?.extensions.limit ?? {};
      expect(actual).toBeGreaterThan(limit.most);
      expect(errors[0]?.message).toContain(`${actual}`);
      expect(errors[0]?.message).toMatch(new RegExp(`\\b${limit.most} are allowed \\(${limit.name}\\)`));
    }
    expect(({} as Record<string, unknown>)[canary]).toBeUndefined();
    expect(stack.calls()).toEqual([]);
    expect(await stack.query('{ __typename }')).toMatchObject({ status: 200, data: { __typename: 'Query' }, errors: [] });
  });
});

describe('a length that is a lie', () => {
  it('too short is 400, and what follows it is no request', async () => {
    const { status, headers } = await send(stack.url, { headers: { 'content-type': 'application/json' }, body: oneField, length: 10 });
    expect([status, headers['connection']]).toEqual([400, 'close']);
    expect(stack.calls()).toEqual([]);
  });

  it('too long ends with the connection, and is no fault of the gateway', async () => {
    const faults: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => faults.push(message) };
    const { url, calls, query } = await startStack({ dependencies: { log } });
    for (const says of ['content-length: 100\r\n\r\n', 'transfer-encoding: chunked\r\n\r\n64\r\n']) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').resume();
      socket.end(`POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${says}${oneField}`);
      await once(socket, 'close');
    }
    expect(await query('{ __typename }')).toMatchObject({ status: 200, errors: [] });
    expect([faults, calls()]).toEqual([[], []]);
  });
});

describe('names that objects have by themselves', () => {
  it('are fields, variables and operations like any other', async () => {
    const meeting = `meeting(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}")`;
    const query = `query constructor($toString: Boolean = true) { __proto__: ${meeting} @include(if: $toString) { constructor: id __proto__: title } }`;
    const { data, errors } = await stack.query(query, { ['__proto__']: { polluted: true }, constructor: 1 });
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toBe(`{"__proto__":{"constructor":"${seedId('b', 1)}","__proto__":"Stand-up"}}`);
  });
});
