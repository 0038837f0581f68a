/**
 * What one process needs, for deploy/SIZING.md: memory when nobody asks, and for so many connections memory and answers of one core.
 * `node bench/sizing.ts`; `--seconds 2` shortens each row. It has no bar but that no answer is wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { containerInWords } from './container.ts';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { inWords, raised, startGateway } from './gateway.ts';
import { measure, voidIfWrong } from './measure.ts';
import { startMeeting } from './meeting.ts';
import { startProgram } from './programs.ts';
import { type Question, questionsOf } from './questions.ts';
import {
  count,
  loadAverage,
  megabytes,
  milliseconds,
  percent,
  printColumns,
  printHead,
  printRow,
  quantile,
  wholeNumber,
} from './report.ts';

interface Load {
  name: string;
  connections: number;
  env: Readonly<Record<string, string>>;
  ask: (questions: ReturnType<typeof questionsOf>) => readonly Question[];
}

const upstreamMs = 50;
/** Until a process that has just started has put its house in order. */
const settleMs = 3_000;
const cached = { CACHE_TTL: '3600' };
/** Then every read is a REST call of its own. */
const uncached = { CACHE_TTL: '0', COLLAPSE_WINDOW_MS: '0' };

const loads: readonly Load[] = [100, 1_000].flatMap((connections) => [
  { name: 'one participant, cached', connections, env: cached, ask: ({ 'single read': ofKind }) => ofKind },
  {
    name: `one participant, RealtimeKit asked each time (${upstreamMs} ms)`,
    connections,
    env: uncached,
    ask: ({ 'single read': ofKind }) => ofKind,
  },
  { name: 'lists of 10 to 100, cached', connections, env: cached, ask: ({ list }) => list },
]);

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = wholeNumber('seconds', values.seconds, 1);

printHead('bench/sizing.ts');
const placement = leaveTheGatewaysCore();
const meeting = await startMeeting({ size: 500, latencyMs: upstreamMs });
try {
  console.log(`Each row ${seconds} s on a process of its own. ${placement}`);
  console.log(`Set: ${inWords(raised)}; cached: ${inWords(cached)}; else ${inWords(uncached)}. ${containerInWords}\n`);
  printColumns(
    'operations',
    'connections',
    'answers/s',
    'answers in a second of CPU',
    'CPU',
    'p50',
    'p99',
    'RSS',
    'load average',
    'errors',
  );
  await printIdle();
  for (const load of loads) await printLoad(load);
  await printFullCache();
} finally {
  await meeting.stop();
}

async function printIdle(): Promise<void> {
  const gateway = await startGateway(meeting.env, { core: cores?.gateway });
  await pause(settleMs);
  const before = gateway.cpuSeconds();
  await pause(settleMs);
  const cpu = percent(((gateway.cpuSeconds() - before) / settleMs) * 1_000);
  printRow(['none', '0', '0', '', cpu, '', '', megabytes(gateway.rss()), loadAverage(), '0']);
  await gateway.stop();
}

async function printLoad({ name, connections, env, ask }: Load): Promise<void> {
  const gateway = await startGateway({ ...meeting.env, ...env }, { core: cores?.gateway });
  // The newest 100,000 calls are kept, and dropping the oldest takes the emulator time.
  await meeting.clearLedger();
  const run = await measure(gateway, ask(questionsOf(gateway.url, meeting.people)), { connections, seconds, manners: 'obeys' });
  const answers = run.latencies.length;
  const facts = [
    count(answers / run.seconds),
    count(answers / run.cpuSeconds),
    percent(run.cpuSeconds / run.seconds),
    milliseconds(quantile(run.latencies, 0.5)),
    milliseconds(quantile(run.latencies, 0.99)),
    megabytes(run.rss),
  ];
  printRow([name, count(connections), ...voidIfWrong(run, facts), loadAverage(), count(run.errors)]);
  await gateway.stop();
}

async function printFullCache(): Promise<void> {
  const ready = /full cache: (\d+) bytes on the heap, (\d+) counted/;
  const { said } = await startProgram('bench/full-cache.ts', { env: {}, nodeOptions: ['--expose-gc'], ready });
  console.log(`\nA cache full of list pages (${megabytes(Number(said[2]))} as they are on the wire) adds ${megabytes(Number(said[1]))}.`);
}
