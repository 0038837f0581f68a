/** Answers made wholly of what the cache holds: given again without executing the query, and never longer than executing it would give the same. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { EndedOperation } from '../src/observers.ts';
import { ids, laterStore, query, startCounted } from './support/counted.ts';
import type { StackOptions } from './support/stack.ts';

const { app, meeting } = ids;
const ada = { meetingParticipant: { name: 'Ada Lovelace' } };
const zero = { upstreamCalls: 0, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 0 };
const fresh = { headers: { 'cache-control': 'no-cache' } };

describe('an answer made of what the cache holds', () => {
  it('is given again without executing the query, with the same bill, and is told of like any other', async () => {
    const ended: EndedOperation[] = [];
    const {
      query: ask,
      warm,
      executed,
      calls,
    } = await startCounted({
      dependencies: { observers: [{ ended: (operation) => ended.push(operation) }] },
    });
    await warm();
    const [before, made] = [executed(), ended.at(-1)];
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const again = await ask(query, ids, { headers: { accept } });
      expect(again).toMatchObject({ status: 200, data: ada, errors: [], extensions: { cost: { ...zero, cacheHits: 1 } } });
      expect(again.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
    expect([executed(), calls().length]).toEqual([before, 1]);
    expect(ended.at(-1)).toMatchObject({ name: 'One', type: 'query', hash: made?.hash, caller: 'anonymous', status: 200, codes: [] });
    expect(ended.at(-1)?.bill?.toJSON()).toEqual({ ...zero, cacheHits: 1 });
  });

  it('is that of the same request only', async () => {
    const { query: ask, warm } = await startCounted();
    await warm();
    await warm(query, { ...ids, id: seedId('c', 3, 1) });
    expect((await ask(query, ids)).data).toEqual(ada);
    expect((await ask(query, { ...ids, id: seedId('c', 3, 1) })).data).toEqual({ meetingParticipant: { name: 'Alan Turing' } });
    expect((await ask(query.replace('{ name }', '{ id }'), ids)).data).toEqual({ meetingParticipant: { id: ids.id } });
  });

  it('lasts as long as the cache answers, to the millisecond', async () => {
    const { query: ask, warm, pass, isExecuted, calls } = await startCounted();
    await warm();
    pass(4_999);
    expect([await isExecuted(() => ask(query, ids)), calls().length]).toEqual([false, 1]);
    pass(1);
    expect([await isExecuted(() => ask(query, ids)), calls().length]).toEqual([true, 2]);
  });

  it('that somebody is absent lasts no longer than the cache believes it', async () => {
    const { query: ask, warm, pass, isExecuted, calls } = await startCounted();
    const absent = { ...ids, id: seedId('c', 99, 1) };
    await warm(query, absent);
    const before = calls().length;
    expect([await isExecuted(() => ask(query, absent)), calls().length]).toEqual([false, before]);
    pass(1_000);
    expect(await isExecuted(() => ask(query, absent))).toBe(true);
    expect(calls().length).toBeGreaterThan(before);
  });

  it('ends with a write through the gateway', async () => {
    const { query: ask, warm } = await startCounted();
    await warm();
    const input = `{ appId: "${app}", meetingId: "${meeting}", participantId: "${ids.id}", name: "Countess" }`;
    expect((await ask(`mutation { updateMeetingParticipant(input: ${input}) { participant { id } } }`)).errors).toEqual([]);
    expect((await ask(query, ids)).data).toEqual({ meetingParticipant: { name: 'Countess' } });
  });

  it('ends with a newer answer, wherever the cache keeps that', async () => {
    const { query: ask, warm, rest, pass } = await startCounted();
    const point = 'query ($app: ID!, $meeting: ID!) { meeting(appId: $app, meetingId: $meeting) { title } }';
    await warm(point, { app, meeting });
    expect(await rest('PATCH', `/${app}/meetings/${meeting}`, { title: 'Renamed' })).toBe(200);
    pass(1_000);
    // Its row is kept at another path than the meeting itself.
    await ask('query ($app: ID!) { meetings(appId: $app, first: 100) { nodes { title } } }', { app });
    expect((await ask(point, { app, meeting })).data).toEqual({ meeting: { title: 'Renamed' } });
  });

  it('is none for who wants it fresh', async () => {
    const { query: ask, warm, rest } = await startCounted();
    await warm();
    await rest('PATCH', `/${app}/meetings/${meeting}/participants/${ids.id}`, { name: 'Countess' });
    expect((await ask(query, ids)).data).toEqual(ada);
    expect((await ask(query, ids, fresh)).data).toEqual({ meetingParticipant: { name: 'Countess' } });
  });

  it('has its length in bytes, whatever the script', async () => {
    const { query: ask, warm, emulator } = await startCounted();
    const name = 'Zoë, 東京 🎥';
    emulator.faults.add({
      change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replace('Ada Lovelace', name)) as unknown }),
    });
    await warm();
    expect((await ask(query, ids)).data).toEqual({ meetingParticipant: { name } });
  });
});

describe('an answer that was not made of what the cache holds alone', () => {
  const two = `query Two($app: ID!, $meeting: ID!, $id: ID!, $other: ID!) {
    first: meetingParticipant(appId: $app, meetingId: $meeting, participantId: $id) { name }
    second: meetingParticipant(appId: $app, meetingId: $meeting, participantId: $other) { name }
  }`;
  const person = (number: number) => seedId('c', number, 1);
  const rename = (number: number) =>
    `mutation { updateMeetingParticipant(input: { appId: "${app}", meetingId: "${meeting}", participantId: "${person(number)}", name: "New" }) { participant { id } } }`;

  it('is not given again: what was read for it may have changed since', async () => {
    const { query: ask, warm } = await startCounted();
    await warm(two, { ...ids, other: person(2) });
    await ask(two, { ...ids, other: person(3) });
    await ask(rename(3));
    expect((await ask(two, { ...ids, other: person(3) })).data).toMatchObject({ second: { name: 'New' } });
  });
});

describe('an answer is made anew each time', () => {
  it.each<[string, string, StackOptions]>([
    ['if it tells of the moment', query.replace(/}$/, ' rateLimit { remaining } }'), {}],
    [
      'if it was not wholly in the cache',
      query.replace(/}$/, ` recordings(appId: "${seedId('a', 3)}", first: 1) { nodes { downloadUrl } } }`),
      {},
    ],
    [
      'if it came of where a key was found last time, which may be another one by now',
      query.replace(/}$/, ' meeting(appId: $app, meetingId: $meeting) { participantByCustomId(customParticipantId: "user-1-1") { id } } }'),
      {},
    ],
    [
      'if nothing was read for it',
      'query ($app: ID!, $meeting: ID!, $id: ID!) { __typename meetingParticipant(appId: $app, meetingId: $meeting, participantId: $id) @skip(if: true) { name } }',
      {},
    ],
    ['if its request is long', `${query}${' '.repeat(9_000)}`, {}],
    ['without a cache', query, { config: { cacheTtlMs: 0 } }],
    ['where what is kept is told later', query, { dependencies: { store: laterStore() } }],
  ])('%s', async (_title, text, options) => {
    const { query: ask, warm, isExecuted } = await startCounted(options);
    await warm(text);
    expect((await ask(text, ids)).errors).toEqual([]);
    expect(await isExecuted(() => ask(text, ids))).toBe(true);
  });
});

it('a store that answers later is asked once for each read', async () => {
  const store = laterStore();
  const asked = vi.spyOn(store, 'get');
  const { query: ask, warm } = await startCounted({ dependencies: { store } });
  await warm();
  asked.mockClear();
  await ask(query, ids);
  expect(asked).toHaveBeenCalledTimes(1);
});

it('bytes that are no text are not taken for a text that looks like them', async () => {
  const { warm, query: ask } = await startCounted();
  const text = `${query} # \uFFFD`;
  await warm(text);
  const body = Buffer.from(JSON.stringify({ query: text, variables: ids }));
  const broken = Buffer.from(body.toString('latin1').replace('\xef\xbf\xbd', '\xff'), 'latin1');
  expect([(await ask('', {}, { body })).status, (await ask('', {}, { body: broken })).status]).toEqual([200, 400]);
});
