/**
 * Changes the files of three folders, each held by the tests that are for it, and tells how many changes these notice:
 * `node run.ts [beginning of a name, such as upstream or plugins/cors]`. RUNS_AT_ONCE says how many files are changed at a time (2).
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { testFiles } from './test-files.ts';

const [beginning = ''] = process.argv.slice(2);
const folders = ['loading', 'upstream', 'plugins'];
/** The least share of changes in a folder that tests must notice, in percent. */
const bar = 80;
const runsAtOnce = Number(process.env['RUNS_AT_ONCE'] ?? 2);

const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage'] as const;
type Status = (typeof statuses)[number];
type Tally = Record<Status, number>;
interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

const root = new URL('..', import.meta.url);
const names = folders.flatMap((folder) =>
  readdirSync(new URL(`src/${folder}`, root)).flatMap((file) => (file.endsWith('.d.ts') ? [] : [`${folder}/${file}`])),
);
const nobodys = names.filter((name) => !(name in testFiles));
if (nobodys.length > 0) throw new Error(`no tests are named for ${nobodys.join(', ')}`);

/** Each change needs a process that loads the whole gateway anew: what was compiled for the last one is of use to it. */
const compiled = new URL('reports/compiled', import.meta.url).pathname;

/** Changes one file; Stryker's own output, should it fail. */
function change(name: string): Promise<string> {
  const stryker = new URL('node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [stryker, 'run', 'mutation/stryker.config.js'], {
    cwd: root,
    env: { ...process.env, MUTATION_FILE: name, NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve(code === 0 ? '' : output);
    });
  });
}

function tallyOf(name: string): Tally {
  const report = JSON.parse(readFileSync(new URL(`reports/${name.replaceAll('/', '-')}.json`, import.meta.url), 'utf8')) as Report;
  const mutants = Object.values(report.files).flatMap((file) => file.mutants);
  return tally((status) => mutants.filter((mutant) => mutant.status === status).length);
}

const tally = (count: (status: Status) => number) => Object.fromEntries(statuses.map((status) => [status, count(status)])) as Tally;

function scoreOf({ Killed, Timeout, Survived, NoCoverage }: Tally): number {
  const noticed = Killed + Timeout;
  return (100 * noticed) / (noticed + Survived + NoCoverage);
}

function show(name: string, counts: Tally): void {
  const score = scoreOf(counts);
  console.log(
    `| ${name.padEnd(30)} | ${statuses.map((status) => String(counts[status]).padStart(10)).join(' | ')} | ${score.toFixed(1).padStart(6)} |`,
  );
}

const waiting = names.filter((name) => name.startsWith(beginning));
const tallies = new Map<string, Tally>();
const failures: string[] = [];
console.log(`| ${'file'.padEnd(30)} | ${statuses.map((status) => status.padStart(10)).join(' | ')} |      % |`);
console.log(`| ${'-'.repeat(30)} | ${statuses.map(() => `${'-'.repeat(9)}:`).join(' | ')} | -----: |`);
await Promise.all(
  Array.from({ length: runsAtOnce }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const failure = await change(name);
      if (failure !== '') {
        failures.push(`${name} could not be measured: ${failure}`);
        continue;
      }
      const counts = tallyOf(name);
      tallies.set(name, counts);
      show(name, counts);
    }
  }),
);

const scores = folders.flatMap((folder) => {
  const own = [...tallies].flatMap(([name, counts]) => (name.startsWith(`${folder}/`) ? [counts] : []));
  if (own.length === 0) return [];
  const counts = tally((status) => own.reduce((sum, one) => sum + one[status], 0));
  show(`**${folder}**`, counts);
  return [scoreOf(counts)];
});
for (const failure of failures) console.error(failure);
if (scores.some((score) => score < bar)) console.log(`Under ${bar} %.`);
if (failures.length > 0 || scores.some((score) => score < bar)) process.exitCode = 1;
