/** Every mutation: what it does, what refuses it, what it takes, and all writing operations of REST among them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getNamedType, isListType, isRequiredInputField } from 'graphql';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { routes } from '../src/emulator/emulator.ts';
import { absents } from './mutations/absents.ts';
import { answersOf, briefly, documentOf, inputFieldsOf, mutationNames, wholeDocumentOf } from './mutations/documents.ts';
import { badIds, invalidInputs, notAnId } from './mutations/invalid-inputs.ts';
import { successesOfSessions } from './mutations/live-successes.ts';
import { notRefusals, refusals } from './mutations/refusals.ts';
import { successesOfObjects } from './mutations/successes.ts';
import { factTypes, noteValues } from './support/selections.ts';
import { launchStack, type Stack, type StackOptions, startStack } from './support/stack.ts';

const successes = [...successesOfObjects, ...successesOfSessions];
const inputs = new Map(successes.map(({ mutation, input }) => [mutation, input]));

/** What payloads have shown a value of, and the operations that this file has made. */
const seen = new Set<string>();
const hit = new Set<string>();

/** Sends one mutation, and gives its answer, its calls and the bodies of the calls. */
async function send({ query, emulator }: Stack, mutation: string, input: object, selection = documentOf(mutation, briefly(mutation))) {
  const bodies = vi.spyOn(emulator, 'answer');
  const before = emulator.calls.length;
  const { data, errors, extensions } = await query(selection, { input });
  const operations = emulator.calls.slice(before).map(({ operation = 'unknown' }) => operation);
  for (const operation of operations) hit.add(operation);
  return { payload: data?.[mutation], errors, extensions, operations, bodies: bodies.mock.calls.map(([{ body }]) => body) };
}

async function sendAnew(mutation: string, input: object, options: StackOptions = {}, selection?: string) {
  return send(await startStack(options), mutation, input, selection);
}

describe.each(['examples', 'schema'] as const)('in the shape of %s', (shapes) => {
  it.each(successes)('$mutation shows all facts of its payload', async ({ mutation, input, edges, shows, operations, body }) => {
    const done = await sendAnew(mutation, input, { emulator: { shapes } }, wholeDocumentOf(mutation, edges));
    expect(done.errors).toEqual([]);
    expect(done.payload).toMatchObject(shows);
    expect(done.operations).toEqual(operations);
    expect(done.extensions.cost.upstreamCalls).toBe(operations.length);
    if (body !== undefined) expect(done.bodies[0]).toMatchObject(body);
    noteValues(answersOf(mutation).payload, done.payload, seen);
  });
});

describe('the table of mutations', () => {
  it('has each of them once', () => {
    expect(successes.map(({ mutation }) => mutation).toSorted()).toEqual(mutationNames.toSorted());
  });

  it('has shown a value of every field of every payload, and of what only payloads have', () => {
    const known = new Set(factTypes.map(({ name }) => name));
    const types = mutationNames.map((name) => answersOf(name).payload);
    for (const type of types) {
      for (const { type: target } of Object.values(type.getFields())) {
        const named = getNamedType(target);
        if ('getFields' in named && !known.has(named.name)) types.push(named as (typeof types)[number]);
      }
    }
    const fields = types.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    // Nobody has an e-mail address or has voted, no failure was for the quota, and the session of all who were kicked is over.
    const without = [
      'AddMeetingParticipantFailure.retryAfter',
      'SessionParticipantSummary.email',
      'PollOption.votes',
      'PollVote.voterId',
      'PollVote.voterName',
      'Poll.voterIds',
    ];
    const missing = new Set(fields.filter((field) => !seen.has(field)));
    expect([...missing].toSorted()).toEqual([...without, 'KickAllParticipantsPayload.session'].toSorted());
  });
});

describe('a refusal is data, and nothing else is called', () => {
  const cases = refusals.flatMap(({ nothingRunning = [404], ...one }) => nothingRunning.map((status) => ({ ...one, status })));

  it.each(cases)('$mutation is $refusal if $when ($status)', async ({ mutation, input, fault, status, refusal, message, operations }) => {
    const stack = await startStack({ emulator: { nothingRunning: status } });
    if (fault !== undefined) stack.emulator.faults.add(fault);
    const done = await send(stack, mutation, input);
    expect(done.errors).toEqual([]);
    expect(done.payload).toEqual({ __typename: refusal, message });
    expect(done.operations).toEqual(operations);
  });

  it.each(notRefusals)('$mutation stays an error if $when', async ({ mutation, input, fault, code, operations }) => {
    const stack = await startStack();
    if (fault !== undefined) stack.emulator.faults.add(fault);
    const done = await send(stack, mutation, input);
    expect(done.payload).toBeNull();
    expect(done.errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
    expect(done.operations).toEqual(operations);
  });

  it('every refusal of the schema is in the table', () => {
    const documented = mutationNames.flatMap((name) => answersOf(name).refusals.map((refusal) => `${name} ${refusal.name}`));
    expect([...new Set(refusals.map(({ mutation, refusal }) => `${mutation} ${refusal}`))].toSorted()).toEqual(documented.toSorted());
  });
});

describe('what is not there is NOT_FOUND', () => {
  it.each(absents)('to $mutation', async ({ mutation, input, operations }) => {
    const done = await sendAnew(mutation, input);
    expect(done.payload).toBeNull();
    expect(done.errors).toMatchObject([{ path: [mutation], extensions: { code: 'NOT_FOUND', retryable: false } }]);
    expect(done.errors[0]?.extensions).not.toHaveProperty('outcome');
    expect(done.operations).toEqual(operations);
  });

  it('to every mutation but the one with a result for each, and the one that needs nothing', () => {
    const all = new Set([...absents.map(({ mutation }) => mutation), 'addMeetingParticipants', 'createApp']);
    expect([...all].toSorted()).toEqual(mutationNames.toSorted());
  });
});

/** Sends inputs that must not reach RealtimeKit. */
async function faultsOf(stack: Stack, mutation: string, input: object) {
  const { payload, errors, operations } = await send(stack, mutation, input);
  expect(operations).toEqual([]);
  expect(payload).toBeNull();
  expect(errors).toMatchObject([{ path: [mutation], extensions: { code: 'BAD_USER_INPUT', retryable: false } }]);
  const [{ message, extensions } = { message: '', extensions: {} }] = errors;
  const faults = (extensions['faults'] ?? []) as { field: string; rule: string }[];
  expect(message).toBe(`${faults.map(({ field, rule }) => `${field} ${rule}`).join('; ')}.`);
  return faults;
}

describe('an invalid input is BAD_USER_INPUT with all its faults, and makes no call', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await launchStack();
    return stack.close;
  });

  it.each(invalidInputs.map((one, index) => ({ ...one, index })))('of $mutation, case $index', async ({ mutation, input, faults }) => {
    const found = (await faultsOf(stack, mutation, input)).map(({ field, rule }) => `${field} ${rule}`);
    expect(found.toSorted()).toEqual(faults.map((fault) => fault.join(' ')).toSorted());
  });

  it.each(mutationNames)('of %s: ids that may not stand in a path', async (mutation) => {
    const ids = Object.values(inputFieldsOf(mutation)).filter(({ type }) => getNamedType(type).name === 'ID' && !isListType(type));
    for (const { name } of ids) {
      for (const badId of badIds) {
        const input = { ...inputs.get(mutation), [name]: badId };
        expect(await faultsOf(stack, mutation, input)).toEqual([{ field: `input.${name}`, rule: notAnId }]);
      }
    }
    const all = Object.fromEntries(ids.map(({ name }) => [name, '..']));
    if (ids.length > 0) expect(await faultsOf(stack, mutation, { ...inputs.get(mutation), ...all })).toHaveLength(ids.length);
  });

  it.each(mutationNames)('of %s: nulls, but for those that RealtimeKit takes', async (mutation) => {
    const fields = Object.values(inputFieldsOf(mutation)).filter(
      (field) => !isRequiredInputField(field) && field.name !== 'clientMutationId',
    );
    for (const { name } of fields.filter(({ name }) => !(taken[mutation] ?? []).includes(name))) {
      const rule = { field: `input.${name}`, rule: 'must not be null' };
      expect(await faultsOf(stack, mutation, { ...inputs.get(mutation), [name]: null })).toEqual([rule]);
    }
  });

  it.each(mutationNames)('of %s: a clientMutationId of no character, or of more than 128', async (mutation) => {
    for (const clientMutationId of ['', 'x'.repeat(129)]) {
      expect(await faultsOf(stack, mutation, { ...inputs.get(mutation), clientMutationId })).toEqual([
        { field: 'input.clientMutationId', rule: 'must have 1 to 128 characters' },
      ]);
    }
  });
});

/** Nulls that mean something to RealtimeKit (API document, 4.12). */
const ofMeetings = ['title', 'recordOnStart', 'livestreamOnStart'];
const ofParticipants = ['name', 'picture'];
const taken: Readonly<Record<string, readonly string[]>> = {
  createMeeting: ofMeetings,
  replaceMeeting: ofMeetings,
  addMeetingParticipant: ofParticipants,
  joinMeeting: ofParticipants,
  updateMeetingParticipant: ofParticipants,
  replaceMeetingParticipant: ofParticipants,
  startRecording: ['storageConfig'],
  startLivestream: ['name'],
};

describe('faults of an input', () => {
  it('are told up to a hundred of them, with how many there are more', async () => {
    const stack = await startStack();
    const participantIds = Array.from({ length: 5000 }, (_, index) => `user-${index}`);
    const { errors, operations } = await send(stack, 'kickParticipants', { ...inputs.get('kickParticipants'), participantIds });
    expect(errors[0]?.extensions['faults']).toHaveLength(100);
    expect(errors[0]?.message).toMatch(/^input\.participantIds\[0\] must be a UUID; .* must be a UUID; and 4900 more\.$/);
    expect(operations).toEqual([]);
  });

  it.each(mutationNames)('of %s are told together with that of its clientMutationId', async (mutation) => {
    const stack = await startStack();
    const ids = Object.values(inputFieldsOf(mutation)).filter(({ type }) => getNamedType(type).name === 'ID' && !isListType(type));
    const bad = ids.length > 0 ? Object.fromEntries(ids.map(({ name }) => [name, '..'])) : { name: '' };
    const faults = await faultsOf(stack, mutation, { ...inputs.get(mutation), ...bad, clientMutationId: '' });
    expect(faults.map(({ field }) => field)).toEqual(['clientMutationId', ...Object.keys(bad)].map((name) => `input.${name}`));
  });
});

describe('the ledger', () => {
  const file = fileURLToPath(new URL('../../shared/realtimekit-openapi.json', import.meta.url));
  const writes = routes.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

  it('has every write of the emulator among the operations that the tests above made', () => {
    expect(writes.filter((operation) => !hit.has(operation))).toEqual([]);
  });

  it.skipIf(!existsSync(file))('has every documented write among those of the emulator: with the reads, all 61 operations', () => {
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, { operationId?: string }>> };
    const methods = Object.values(paths).flatMap((path) =>
      Object.entries(path).filter(([name]) => /^(get|post|put|patch|delete)$/.test(name)),
    );
    const documented = methods.filter(([method]) => method !== 'get').map(([, { operationId }]) => operationId);
    expect(documented).toHaveLength(28);
    expect(methods).toHaveLength(61);
    expect(routes).toHaveLength(61);
    expect(writes.toSorted()).toEqual(documented.toSorted());
  });
});
