/** The README makes no claim that the code does not keep. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { examples } from '../src/emulator/examples.ts';
import { errorCodes } from '../src/errors.ts';
import { costOf } from './support/cost-of.ts';
import { startStack } from './support/stack.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const readme = read('README.md');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

describe('the README', () => {
  it('shows a query whose answer and cost are real', async () => {
    const { url, calls } = await startStack();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: block('graphql') }),
    });
    expect(await response.json()).toEqual(JSON.parse(block('json')));
    expect(calls()).toHaveLength(2);
  });

  it('prints the examples that GraphiQL opens on, with what they cost', async () => {
    const chapter = /\n## Examples\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
    const printed = Array.from(chapter.matchAll(/(\d+) REST calls?\b[^`]*```graphql\n([\s\S]*?)```/g), ([, cost, query = '']) => ({
      cost,
      query,
    }));
    expect(printed.map(({ query }) => query)).toEqual(examples.map(({ query }) => query.replace(/^#.*\n/, '')));
    for (const { cost, query } of printed) expect((await costOf(query)).upstreamCalls).toBe(Number(cost));
  });

  it('has mutations that work as pasted', async () => {
    const chapter = /\n## Changing things\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
    const [join = '', kick = ''] = Array.from(chapter.matchAll(/```graphql\n([\s\S]*?)```/g), ([, text]) => text);
    const { query } = await startStack();
    for (const wasAdded of [true, false]) {
      const { data, errors, extensions } = await query(join);
      expect(errors).toEqual([]);
      expect(data).toMatchObject({
        joinMeeting: { wasAdded, participant: { name: 'Mary Jackson' }, token: { value: expect.any(String) as string } },
      });
      expect(extensions.cost.upstreamCalls).toBe(2);
    }
    const { data } = await query(kick);
    expect(data).toEqual({ kickAllParticipants: { message: expect.stringContaining('session') as string } });
  });

  it('has the table of error codes as the code has it', () => {
    const rows = Object.entries(errorCodes).map(
      ([code, { retryable, meaning }]) => `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${meaning} |`,
    );
    expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  });

  it('names every variable that the configuration reads, and no other', () => {
    const asked = new Set<string>();
    const spy = new Proxy({}, { get: (_target, name) => (asked.add(String(name)), undefined) });
    readConfig(spy);
    const named = Array.from(readme.matchAll(/^\| `([A-Z_]+)` \| [^|]*\| /gm), ([, name]) => name ?? '').filter(
      (name) => !(name in errorCodes),
    );
    expect(named.sort()).toEqual(Array.from(asked).sort());
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = Array.from(readme.matchAll(/npm (?:run )?([a-z]+(?:-[a-z]+)*)/g), ([, name]) => name ?? '').filter(
      (name) => name !== 'ci' && name !== 'run',
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
