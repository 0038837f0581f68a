/** What is left of the quota is in the headers of every answer, on the short way and on the long one. */
import { describe, expect, it, vi } from 'vitest';
import { defaultQuotaRules } from '../src/emulator/quota.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { hastyClock, startStack } from './support/stack.ts';

const [app, meeting] = [seedId('a', 1), seedId('b', 1)];
const read = (fields: string) => `{ meeting(appId: "${app}", meetingId: "${meeting}") { ${fields} } }`;
const quota = ({ headers }: { headers: Headers }) => [headers.get('ratelimit'), headers.get('ratelimit-policy')];
const accept = { headers: { accept: 'application/graphql-response+json' } };

describe('the quota in the headers of an answer', () => {
  it('is what is left now, how long it lasts, and how much it is', async () => {
    const now = Date.parse('2026-11-25T12:00:00Z');
    const clock = { now: () => now, random: () => 0.5, wait: () => Promise.resolve() };
    const { query } = await startStack({
      config: { cacheTtlMs: 0, quota: { limit: 50, windowSeconds: 20 } },
      emulator: { quota: { ...defaultQuotaRules, limit: 50, windowSeconds: 20 } },
      dependencies: { clock },
    });
    expect(quota(await query('{ __typename }'))).toEqual(['"default";r=50;t=20', '"default";q=50;w=20']);
    for (const left of [49, 48, 47, 46]) {
      expect(quota(await query(read('title')))).toEqual([`"default";r=${left};t=20`, '"default";q=50;w=20']);
    }
  });

  it('says nothing of a wait where nobody has to wait', async () => {
    const { query } = await startStack();
    for (const text of [read('title'), '{ nothing }', read('title').replace(meeting, '..')]) {
      expect((await query(text)).headers.get('retry-after')).toBe(null);
    }
  });

  it('is none where no operation was executed', async () => {
    const { query } = await startStack();
    expect(quota(await query('{'))).toEqual([null, null]);
  });

  it('comes with the wait, and with 429 only if nothing was answered for the quota alone', async () => {
    const { query, emulator } = await startStack({ config: { cacheTtlMs: 0 } });
    for (let sight = 0; sight < 3; sight += 1) expect((await query(read('title'), {}, accept)).status).toBe(200);
    emulator.faults.add({ operation: 'get_meeting', times: 1, status: 429, headers: { 'retry-after': '7' } });
    const first = await query(read('title'), {}, accept);
    const [error] = first.errors;
    expect([first.status, first.headers.get('retry-after'), error?.extensions['code']]).toEqual([429, '7', 'RATE_LIMITED']);
    expect(error).toMatchObject({ locations: [{ line: 1, column: 3 }], path: ['meeting'] });
    expect(error?.extensions).not.toHaveProperty('http');
    const partly = await query(`{ __typename meeting(appId: "${app}", meetingId: "${meeting}") { title } }`, {}, accept);
    expect([partly.status, partly.headers.get('retry-after'), partly.data]).toEqual([200, '7', { __typename: 'Query', meeting: null }]);
    const mixed = await query(
      `{ meeting(appId: "${app}", meetingId: "${meeting}") { title } other: meeting(appId: "..", meetingId: "x") { title } }`,
      {},
      accept,
    );
    expect([mixed.status, mixed.headers.get('retry-after'), mixed.errors.length]).toEqual([200, '7', 2]);
    expect((await query(read('title'))).status).toBe(200);
  });

  it('comes with the longest of several waits', async () => {
    const { query, emulator } = await startStack();
    let answerNow: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (answerNow = resolve));
    for (const [path, wait] of [
      [seedId('b', 1), '40'],
      [seedId('b', 2), '5'],
    ] as const) {
      emulator.faults.add({ path, status: 429, headers: { 'retry-after': wait }, until });
    }
    const both = [1, 2].map(
      (number) => `m${number}: meetingParticipant(appId: "${app}", meetingId: "${seedId('b', number)}", participantId: "x") { id }`,
    );
    const answer = query(`{ ${both.join(' ')} }`, {}, accept);
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(2);
    });
    answerNow();
    const { status, errors, headers } = await answer;
    expect(errors.map(({ path, extensions }) => [path, extensions['retryAfter']])).toEqual([
      [['m1'], 40],
      [['m2'], 5],
    ]);
    expect([status, headers.get('retry-after')]).toEqual([429, '40']);
  });
});

describe('an answer is 200', () => {
  it('if nothing was asked of RealtimeKit', async () => {
    const { url } = await startStack();
    const body = JSON.stringify({ query: '{ __typename @skip(if: true) }' });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...accept.headers }, body });
    const answer = (await response.json()) as object;
    expect([response.status, answer]).toMatchObject([200, { data: {} }]);
    expect(answer).not.toHaveProperty('errors');
  });

  // What was read a moment ago is known, however long the test takes.
  it('if the quota left one of two rows', async () => {
    const { query, emulator } = await startStack({ dependencies: { clock: { ...hastyClock, now: () => 1_000_000 } } });
    const [known, other] = [seedId('c', 1, 1), seedId('c', 2, 1)];
    const one = `{ meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${known}") { id } }`;
    expect((await query(one)).errors).toEqual([]);
    emulator.faults.add({ status: 429, headers: { 'retry-after': '7' } });
    const ids = JSON.stringify([known, other]);
    const both = `{ meetingParticipantsByIds(appId: "${app}", meetingId: "${meeting}", participantIds: ${ids}) { id } }`;
    const { status, errors, headers, data } = await query(both, {}, accept);
    expect([status, headers.get('retry-after'), errors.map(({ extensions }) => extensions['code'])]).toEqual([200, '7', ['RATE_LIMITED']]);
    expect(data).toEqual({ meetingParticipantsByIds: [{ id: known }, null] });
  });
});
