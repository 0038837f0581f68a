/** Secrets in answers: there for who selects them, and nowhere else. */
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { type AnswerStore, MemoryStore, type StoredAnswer } from '../src/upstream/answer-store.ts';
import { type StackOptions, startStack } from './support/stack.ts';

const app = `appId: "${seedId('a', 1)}"`;
const algebra = `${app}, meetingId: "${seedId('b', 2)}"`;
const standUp = `${app}, meetingId: "${seedId('b', 1)}"`;
const recording = (number: number) => `recording(${app}, recordingId: "${seedId('f', number)}")`;

/** Texts that occur in no answer of the seed but in secrets. */
const secretText = /example-stream-key|X-Amz-Signature|acme-recordings|recordings\/2026|rtmp:\/\/live|seed-/;

const links = 'downloadUrl audioDownloadUrl tracks { fileName downloadUrl } storageConfig { bucket path }';
const configs = 'recordingConfig { storageConfig { bucket path } livestreamingConfig { rtmpUrl } }';
const files = 'chat { downloadUrl } transcript { downloadUrl } summary { downloadUrl }';

interface Case {
  /** Where the secrets stand. */
  place: string;
  /** `$` is where the secrets are selected. */
  query: string;
  secrets: string;
  /** The calls that the query costs each time when they are selected. */
  calls: number;
  /** Of these, those that are not for secrets: they are kept. */
  kept?: number;
}

const cases: readonly Case[] = [
  { place: 'a recording', query: `{ ${recording(4)} { id status $ } }`, secrets: links, calls: 1 },
  { place: 'a recording of tracks', query: `{ ${recording(6)} { id status $ } }`, secrets: links, calls: 1 },
  { place: 'a list of recordings', query: `{ recordings(${app}) { nodes { id status $ } } }`, secrets: links, calls: 1 },
  {
    place: 'the meetings of recordings',
    query: `{ recordings(${app}) { nodes { id meeting { title $ } } } }`,
    secrets: configs,
    calls: 2,
    kept: 1,
  },
  {
    place: 'the recordings of a meeting',
    query: `{ meeting(${algebra}) { recordings { nodes { id $ } } } }`,
    secrets: links,
    calls: 2,
    kept: 1,
  },
  { place: 'a meeting', query: `{ meeting(${algebra}) { title $ } }`, secrets: configs, calls: 1 },
  { place: 'a list of meetings', query: `{ meetings(${app}) { nodes { title $ } } }`, secrets: configs, calls: 1 },
  {
    place: 'a livestream',
    query: `{ livestream(${app}, livestreamId: "${livestreamId(1, 1)}") { name $ } }`,
    secrets: 'streamKey',
    calls: 1,
  },
  { place: 'a list of livestreams', query: `{ livestreams(${app}) { nodes { name $ } } }`, secrets: 'streamKey', calls: 1 },
  {
    place: 'the livestreams of a meeting',
    query: `{ meeting(${standUp}) { livestreams { nodes { name $ } } } }`,
    secrets: 'streamKey',
    calls: 2,
    kept: 1,
  },
  {
    place: 'the livestream of a livestream session',
    query: `{ livestream(${app}, livestreamId: "${livestreamId(1, 1)}") { sessions { nodes { livestream { name $ } } } activeSession { id } } }`,
    secrets: 'streamKey',
    calls: 4,
    kept: 3,
  },
  {
    place: 'what is left of a session',
    query: `{ session(${app}, sessionId: "${seedId('e', 2, 2)}") { status $ } }`,
    secrets: files,
    calls: 4,
    kept: 1,
  },
];

/** A store that remembers all that was ever put into it. */
function watchedStore() {
  const memory = new MemoryStore({ maxEntries: 10_000, maxBytes: 10_000_000 });
  const answers: StoredAnswer[] = [];
  const texts: string[] = [];
  const store: AnswerStore = {
    get: (...key) => memory.get(...key),
    set: (scope, path, query, answer) => {
      answers.push(answer);
      texts.push(`${path}?${query} ${JSON.stringify(answer.value)}`);
      memory.set(scope, path, query, answer);
    },
    drop: (scope, path) => {
      memory.drop(scope, path);
    },
    dropBelow: (scope, beginning) => {
      memory.dropBelow(scope, beginning);
    },
  };
  // An answer that is kept may be written to afterwards.
  return { store, kept: () => [...texts, ...answers.map(({ value }) => JSON.stringify(value))] };
}

async function start(options: StackOptions = {}) {
  const { store, kept } = watchedStore();
  const stack = await startStack({ ...options, dependencies: { store } });
  const costs = async (query: string) => (await stack.query(query)).extensions.cost.upstreamCalls;
  return { ...stack, costs, kept };
}

const withSecrets = ({ query, secrets }: Case) => query.replace('$', secrets);
const without = ({ query }: Case) => query.replace('$', '');

describe.each(cases)('the secrets of $place', (one) => {
  it.each(['examples', 'schema'] as const)('are shown to who selects them, and kept for nobody, in the shape of %s', async (shapes) => {
    const { query, kept } = await start({ emulator: { shapes } });
    for (const [text, shows] of [
      [without(one), false],
      [withSecrets(one), true],
      [without(one), false],
    ] as const) {
      const { data, errors } = await query(text);
      expect(errors).toEqual([]);
      expect(secretText.test(JSON.stringify(data))).toBe(shows);
    }
    expect(kept().length).toBeGreaterThan(0);
    expect(kept().filter((text) => secretText.test(text))).toEqual([]);
  });

  it('are read anew each time, whatever was read before', async () => {
    const { query, costs } = await start();
    const { kept = 0 } = one;
    const { data, extensions } = await query(withSecrets(one));
    expect(extensions.cost.upstreamCalls).toBe(one.calls);
    await costs(without(one));
    expect(await costs(without(one))).toBe(0);
    const again = await query(withSecrets(one));
    expect(again.data).toEqual(data);
    expect(again.extensions.cost.upstreamCalls).toBe(one.calls - kept);
  });

  it('stand in no trace', async () => {
    const { query } = await start();
    const { data, extensions } = await query(withSecrets(one), undefined, { headers: { 'x-gateway-trace': '1' } });
    expect(extensions.trace?.length).toBe(one.calls);
    expect(JSON.stringify(extensions)).not.toMatch(secretText);
    expect(JSON.stringify(data)).toMatch(secretText);
  });
});

describe('an operation that selects no secrets', () => {
  it.each(cases.filter(({ kept = 0 }) => kept === 0))('does not share the read of $place with one that does', async (one) => {
    const { query, emulator, calls, kept } = await start();
    let release = (): void => undefined;
    emulator.faults.add({ until: new Promise((resolve) => (release = resolve)) });
    const asked = [withSecrets(one), withSecrets(one), without(one), without(one)].map((text) => query(text));
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(2);
    });
    release();
    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => secretText.test(JSON.stringify(data)))).toEqual([true, true, false, false]);
    expect(calls()).toHaveLength(2);
    expect(kept().filter((text) => secretText.test(text))).toEqual([]);
  });
});

/** Replaces texts in what RealtimeKit sends. */
function rewriting(from: RegExp, to: string): Fault {
  return { change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replace(from, to)) as unknown }) };
}

describe('secrets in what is not as documented', () => {
  it.each([
    { what: 'a row', from: /"id":"f[^"]*"/g, query: `{ recordings(${app}) { nodes { id } } }` },
    { what: 'the meeting in a row', from: /"id":"b[^"]*"/g, query: `{ recordings(${app}) { nodes { id meeting { title } } } }` },
    { what: 'a row of meetings', from: /"id":"b[^"]*"/g, query: `{ meetings(${app}) { nodes { title } } }` },
    { what: 'a row of livestreams', from: /"id":"2[^"]*"/g, query: `{ livestreams(${app}) { nodes { name } } }` },
    { what: 'one recording', from: /"id":"f[^"]*"/g, query: `{ ${recording(4)} { status } }` },
    { what: 'one livestream', from: /"id":"2[^"]*"/g, query: `{ livestream(${app}, livestreamId: "${livestreamId(1, 1)}") { name } }` },
  ])('are not kept with $what', async ({ from, query: text }) => {
    const { query, emulator, kept } = await start();
    emulator.faults.add(rewriting(from, '"id":7'));
    const answer = await query(text);
    expect(emulator.calls.length).toBeGreaterThan(0);
    expect(kept().filter((one) => secretText.test(one))).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(secretText);
  });

  it.each([
    { from: /"download_url":"https:/g, to: '"download_url":"ftp:', query: `{ ${recording(4)} { id downloadUrl } }` },
    { from: /"audio_download_url":"https:/g, to: '"audio_download_url":"ftp:', query: `{ ${recording(4)} { id audioDownloadUrl } }` },
    { from: /"download_url":"https:/g, to: '"download_url":"ftp:', query: `{ ${recording(6)} { id tracks { downloadUrl } } }` },
    {
      from: /"storage_config":\{[^}]*\}/g,
      to: '"storage_config":"acme-recordings"',
      query: `{ ${recording(4)} { id storageConfig { bucket } } }`,
    },
    {
      from: /"rtmp_url":"[^"]*"/g,
      to: '"rtmp_url":["rtmp://live"]',
      query: `{ meeting(${algebra}) { id recordingConfig { livestreamingConfig { rtmpUrl } } } }`,
    },
    { from: /"stream_key":("[^"]*")/g, to: '"stream_key":[$1]', query: `{ livestreams(${app}) { nodes { id streamKey } } }` },
    { from: /https:/g, to: 'ftp:', query: `{ session(${app}, sessionId: "${seedId('e', 2, 2)}") { id ${files} } }` },
  ])('are in no error: $query', async ({ from, to, query: text }) => {
    const { query, emulator } = await start();
    emulator.faults.add(rewriting(from, to));
    const { errors, ...answer } = await query(text, undefined, { headers: { 'x-gateway-trace': '1' } });
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(JSON.stringify({ errors, answer })).not.toMatch(secretText);
    // The object itself stands.
    expect(JSON.stringify(answer.data)).toMatch(/"id":"/);
  });
});

describe('secrets that RealtimeKit does not have', () => {
  it.each([
    { what: 'of a recording that is not stored', query: `{ ${recording(10)} { ${links} } }` },
    { what: 'of the recordings of a meeting, some of them without', query: `{ recordings(${standUp}) { nodes { ${links} } } }` },
    { what: 'of a meeting without a config', query: `{ meeting(${standUp}) { ${configs} } }` },
    { what: 'of a meeting without an AI config', query: `{ meeting(${standUp}) { aiConfig { summarization { wordLimit } } ${configs} } }` },
    {
      what: 'of a meeting with an empty config',
      query: `{ meeting(${algebra}) { ${configs} } }`,
      from: /"(storage|live_streaming)_config":/g,
    },
    {
      what: 'of meetings with empty configs',
      query: `{ meetings(${app}) { nodes { ${configs} } } }`,
      from: /"(storage|live_streaming)_config":/g,
    },
    { what: 'of livestreams', query: `{ livestreams(${app}) { nodes { streamKey } } }`, from: /"stream_key":/g },
    {
      what: 'of a recording of unknown reason',
      query: `{ ${recording(4)} { ${links} startReason { reason } } }`,
      from: /"start_reason":/g,
    },
  ])('cost no second read: $what', async ({ query: text, from = /never/ }) => {
    const { query, emulator, calls } = await start();
    emulator.faults.add(rewriting(from, '"other":'));
    const { errors } = await query(text);
    expect(errors).toEqual([]);
    expect(calls()).toHaveLength(1);
  });
});
