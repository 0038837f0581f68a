/** Texts that differ in the ids that are written into them: answered as if each were the first, by one function. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CompiledOperation } from '../src/documents/compiled-operations.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { EndedOperation } from '../src/observers.ts';
import { compile } from '../src/server/compile.ts';
import { hastyClock, type Stack, startStack } from './support/stack.ts';

const config = { cacheTtlMs: 0, collapseWindowMs: 0 };
const app = seedId('a', 1);
const meeting = seedId('b', 2);

/** A gateway that executes all by graphql-js, one that makes functions, and how often these were used, with which variables. */
async function startBoth() {
  const used: Readonly<Record<string, unknown>>[] = [];
  const counted = (operation: CompiledOperation): CompiledOperation => {
    return (context, variables) => {
      used.push(variables);
      return operation(context, variables);
    };
  };
  const hashes: (string | undefined)[] = [];
  const ended = ({ hash }: EndedOperation) => hashes.push(hash);
  const plain = await startStack({ config, dependencies: { clock: hastyClock, compile: undefined } });
  const fast = await startStack({
    config,
    dependencies: {
      clock: hastyClock,
      observers: [{ ended }],
      compile: (...given) => {
        const operation = compile(...given);
        return operation && counted(operation);
      },
    },
  });
  const compare = async (query: string, variables?: Record<string, unknown>, fault?: Fault) => {
    const answers = [];
    for (const stack of [plain, fast]) {
      stack.emulator.faults.clear();
      stack.emulator.calls.length = 0;
      if (fault) stack.emulator.faults.add(fault);
      answers.push({ text: await textOf(stack, query, variables), calls: stack.calls() });
    }
    expect(answers[1]).toEqual(answers[0]);
    return answers[0]?.text ?? '';
  };
  return { compare, used, hashes };
}

async function textOf({ url }: Stack, query: string, variables?: Record<string, unknown>): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return `${response.status} ${await response.text()}`;
}

const one = (id: string) =>
  `{ meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${id}") { id name presetName } }`;
const person = (number: number) => one(seedId('c', number, 2));

describe('a text that differs from others in its strings alone', () => {
  it('is answered by the function that was made of them, and told of by its own hash', async () => {
    const { compare, used, hashes } = await startBoth();
    const texts = [1, 2, 3, 4, 5, 6].map(person);
    for (const text of texts) expect(await compare(text)).toContain('"presetName"');
    // The first is another one, the second is taken apart, the third is seen often enough.
    expect(used.map((variables) => Object.values(variables))).toEqual([4, 5, 6].map((number) => [app, meeting, seedId('c', number, 2)]));
    expect(hashes).toEqual(texts.map((text) => createHash('sha256').update(text).digest('hex')));
  });

  it('has its own errors at their places, for the same calls', async () => {
    const { compare, used } = await startBoth();
    for (const number of [1, 2, 3, 4]) await compare(person(number));
    expect(await compare(one(seedId('c', 999, 2)))).toContain('"meetingParticipant":null');
    expect(await compare(one('../x'))).toContain('BAD_USER_INPUT');
    expect(await compare(one(''))).toContain('errors');
    for (const text of ['a\nb', 'a\rb', 'a\ud800b']) expect(await compare(one(text))).toContain('GRAPHQL_PARSE_FAILED');
    expect(await compare(person(2), undefined, { status: 403 })).toContain('UPSTREAM_AUTH_FAILED');
    expect(await compare(`\n\n  ${person(3)}`, undefined, { status: 500 })).toContain('UPSTREAM_ERROR');
    expect(await compare(person(4), undefined, { body: { success: true, data: {} } })).toContain('UPSTREAM_INVALID_RESPONSE');
    expect(used.length).toBeGreaterThan(3);
  });

  it('has its variables beside the strings, fragments and aliases', async () => {
    const { compare, used } = await startBoth();
    const text = (number: number) => `query ($app: ID!, $with: Boolean!) {
      first: meeting(appId: $app, meetingId: "${seedId('b', number)}") { ...M }
      second: meeting(appId: "${app}", meetingId: "${meeting}") { ...M participant(participantId: "${seedId('c', number, 2)}") { name } }
    }
    fragment M on Meeting { title @include(if: $with) participants(first: 2) { nodes { id } } }`;
    for (const number of [1, 3, 4, 5, 6, 7]) await compare(text(number), { app, with: number % 2 === 0 });
    expect(used.length).toBeGreaterThan(0);
    expect(await compare(text(1), { app })).toContain('"errors"');
    expect(await compare(text(1))).toContain('"errors"');
  });

  it('is refused if its strings make it invalid', async () => {
    const { compare } = await startBoth();
    const twice = (first: string, second: string) => `{ app(appId: "${first}") { name } app(appId: "${second}") { id } }`;
    for (let sight = 0; sight < 4; sight += 1) await compare(twice(app, app));
    expect(await compare(twice(app, seedId('a', 2)))).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(await compare(twice(seedId('a', 2), seedId('a', 2)))).not.toContain('errors');

    const since = (time: string) => `{ app(appId: "${app}") { meetings(first: 1, filter: { createdFrom: "${time}" }) { nodes { id } } } }`;
    for (let sight = 1; sight < 5; sight += 1) await compare(since(`2026-01-0${sight}T00:00:00Z`));
    expect(await compare(since('yesterday'))).toContain('"errors"');
  });

  it.each([
    [
      'has variables that are called like ours',
      `query ($lifted0ID: ID = "${app}") { app(appId: "${app}") { id } other: app(appId: $lifted0ID) { id } }`,
    ],
    ['has a comment', `{ # "not this one"\n app(appId: "${app}") { name } }`],
    ['has an escape', `{ app(appId: "${app}\\u0020") { name } }`],
    ['has a block', `{ app(appId: """${app}""") { name } }`],
    ['has an empty one', '{ app(appId: "") { name } }'],
    [
      'has lists',
      `{ meetingParticipantsByIds(appId: "${app}", meetingId: "${meeting}", participantIds: ["${seedId('c', 1, 2)}"]) { name } }`,
    ],
    [
      'has one in a place of a list',
      `{ meetingParticipantsByIds(appId: "${app}", meetingId: "${meeting}", participantIds: "${seedId('c', 1, 2)}") { name } }`,
    ],
    ['does not end', `{ app(appId: "${app}) { name } }`],
    ['is two operations', `query A { app(appId: "${app}") { name } } query B { app(appId: "${app}") { id } }`],
    ['fits no schema', `{ app(id: "${app}") { name } }`],
    ['asks for the schema', '{ __type(name: "App") { name } }'],
  ])('has the same answer if it %s', async (_title, query) => {
    const { compare } = await startBoth();
    for (let sight = 0; sight < 3; sight += 1) await compare(query.replaceAll('1-0000', `${sight}-0000`));
    for (let sight = 0; sight < 4; sight += 1) await compare(query);
  });
});
