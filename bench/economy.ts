/**
 * What an answer costs: REST calls per participant, of the gateway, of the gateway with every layer off, and of plain
 * DataLoader. `node bench/economy.ts` prints two tables in Markdown; `--seconds 5` shortens the first.
 *
 * Each system and the emulator are processes of their own. An error or a wrong answer voids its row, and the bench ends with 1.
 */
import { parseArgs } from 'node:util';
import { burst, type Outcome, steadyLoad } from './load.ts';
import { boundlessQuota, type EmulatedMeeting, type Ledger, startMeeting } from './meeting.ts';
import { startProgram } from './programs.ts';
import { count, printColumns, printHead, printRow, quantile, wholeNumber } from './report.ts';

interface System {
  name: string;
  file: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

interface Measurement extends Outcome {
  ledger: Ledger;
}

const systems: readonly System[] = [
  { name: 'gateway, `CACHE_TTL=5`', file: 'bench/systems/gateway.ts', env: { CACHE_TTL: '5' } },
  {
    name: 'gateway, every layer off',
    file: 'bench/systems/gateway.ts',
    args: ['--no-single-flight'],
    env: { CACHE_TTL: '0', COLLAPSE_WINDOW_MS: '0' },
  },
  { name: 'Yoga + DataLoader', file: 'bench/systems/dataloader.ts' },
];

const participants = 500;
const latencyMs = 20;
const clients = 1_000;
const burstClients = 100;
/** How the first moments of a process fall out is a matter of chance, so bursts are repeated, each on a fresh one. */
const bursts = 5;
/** Cloudflare's limit for everything that shares a token. */
const quota = { calls: 1_200, seconds: 300 };

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = wholeNumber('seconds', values.seconds, 2);

const meeting = await startMeeting({ size: participants, latencyMs });
try {
  printHead('bench/economy.ts');
  await printSteadyTable(meeting);
  await printBurstTable(meeting);
} finally {
  await meeting.stop();
}

async function printSteadyTable({ people }: EmulatedMeeting): Promise<void> {
  console.log(
    `${count(clients)} clients, each reading a random one of ${participants} participants about once a second for ${seconds} s:\n`,
  );
  printColumns('system', 'answers', 'REST calls', 'of them list pages', 'calls per answer', paidBy(), 'p50', 'p99', 'errors');
  for (const system of systems) {
    const run = await measure(system, (url) => steadyLoad(url, people, clients, seconds));
    const { latencies, errors } = run;
    const { calls, pages } = run.ledger;
    const facts = [
      count(latencies.length),
      count(calls),
      count(pages),
      (calls / latencies.length).toPrecision(3),
      duration((seconds * quota.calls) / calls),
      `${quantile(latencies, 0.5).toFixed(1)} ms`,
      `${quantile(latencies, 0.99).toFixed(1)} ms`,
    ];
    printRow([system.name, ...(isVoid(run) ? facts.map(() => 'void') : facts), count(errors)]);
  }
}

async function printBurstTable({ people }: EmulatedMeeting): Promise<void> {
  console.log(`\n${burstClients} clients that ask a gateway just started for ${burstClients} different ones of them at the same moment:\n`);
  printColumns('system', 'answers', `REST calls, in ${bursts} bursts`, 'calls per answer, median', 'last answer after, median', 'errors');
  for (const system of systems) {
    const runs: Measurement[] = [];
    while (runs.length < bursts) runs.push(await measure(system, (url) => burst(url, people, burstClients)));
    const calls = runs.map(({ ledger }) => ledger.calls);
    const facts = [
      count(burstClients),
      calls.join(', '),
      (median(calls) / burstClients).toPrecision(3),
      `${median(runs.map(({ latencies }) => latencies.at(-1) ?? NaN)).toFixed(0)} ms`,
    ];
    const errors = runs.reduce((sum, run) => sum + run.errors, 0);
    printRow([system.name, ...(runs.some(isVoid) ? facts.map(() => 'void') : facts), count(errors)]);
  }
}

/** Starts the system anew, lets the load onto it, and reads from the emulator what it cost. */
async function measure({ file, args = [], env = {} }: System, load: (url: string) => Promise<Outcome>): Promise<Measurement> {
  const { limit, windowSeconds } = boundlessQuota;
  const variables = { ...meeting.env, LOG_LEVEL: 'error', UPSTREAM_QUOTA: `${limit}/${windowSeconds}`, ...env };
  const { said, stop } = await startProgram(file, { args, env: variables, ready: /http:\S+(?=\s)/ });
  try {
    await meeting.clearLedger();
    const outcome = await load(said[0]);
    return { ...outcome, ledger: await meeting.ledger() };
  } finally {
    await stop();
  }
}

function isVoid({ latencies, ledger, errors, firstError }: Measurement): boolean {
  if (errors === 0 && ledger.failed === 0 && latencies.length > 0) return false;
  console.error(`${errors} wrong or missing answers, ${ledger.failed} failed REST calls. ${firstError ?? ''}`);
  process.exitCode = 1;
  return true;
}

function paidBy(): string {
  return `${count(quota.calls)} calls (the quota of ${quota.seconds / 60} min) pay for`;
}

function duration(s: number): string {
  return s >= 60 ? `${(s / 60).toFixed(1)} min` : `${s.toFixed(1)} s`;
}

function median(numbers: readonly number[]): number {
  return quantile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}
