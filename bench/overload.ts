/**
 * Whether the gateway still answers what it can when it is asked for ten times as much: `node bench/overload.ts` looks for the number
 * of connections at which it answers most, and then offers ten times as many. `--seconds 2` shortens each row. As the machine is not as
 * fast in one minute as in another, the peak is measured again before each such row, and the two are compared.
 *
 * Ends with 1 if too little is answered, or too late, or memory is not bounded.
 */
import { parseArgs } from 'node:util';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { type Gateway, containerOptions, inWords, raised, type Server, startBareNode, startGateway } from './gateway.ts';
import { startMeeting } from './meeting.ts';
import { measure, voidIfWrong } from './measure.ts';
import type { Manners } from './pressure.ts';
import { singleRead } from './questions.ts';
import {
  count,
  loadAverage,
  megabytes,
  milliseconds,
  percent,
  printBar,
  printColumns,
  printHead,
  printRow,
  quantile,
  wholeNumber,
} from './report.ts';

interface Row {
  connections: number;
  /** Right answers in a second of the core: while others have it, the gateway answers nobody, however good it is. */
  goodput: number;
  p99: number;
  rss: number;
}

interface Overloaded extends Row {
  /** Of what was answered just before, at the peak. */
  share: number;
}

const steps = [16, 64, 256, 1_024];
/** More connections than those at which so much of the most is answered only make clients wait. */
const nearlyMost = 0.95;
const times = 10;
/** The defaults of the gateway, which are what is measured. */
const limits = { atOnce: 1_000, queueMs: 500 };
/** So that the gateway has to compute only: with less, the row is one of the emulator as well, each time that answers expire. */
const cacheVariables = { CACHE_TTL: '3600' };
const bothManners = ['obeys', 'hammers'] as const;
const leastShare = 0.8;
/** What deploy/ gives a container. */
const mostBytes = 512 * 1024 * 1024;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = wholeNumber('seconds', values.seconds, 1);

printHead('bench/overload.ts');
const placement = leaveTheGatewaysCore();
const meeting = await startMeeting({ size: 500, latencyMs: 5 });
try {
  console.log(`Reads of one of 500 participants, which the cache answers; each row ${seconds} s. ${placement}`);
  console.log(
    'A row in which the clients themselves stood still for more than 200 ms, because others had their core, is measured again, up to 3 times.',
  );
  console.log(`Set: ${inWords({ ...raised, ...cacheVariables })}, ${containerOptions.join(' ')}; all else as it comes.\n`);
  printColumns(
    'server',
    'connections',
    'refused clients',
    'answers/s',
    'refusals/s',
    'refused after, p99',
    'p50',
    'p99',
    'CPU',
    'core taken by others',
    'answers/s of the core',
    'clients stood still',
    'RSS',
    'load average',
    'errors',
  );
  const gateway = await startGateway({ ...meeting.env, ...cacheVariables }, { core: cores?.gateway });
  const rising: Row[] = [];
  for (const connections of steps) rising.push(await printMeasured(gateway, connections, 'obeys'));
  const most = Math.max(...rising.map(({ goodput }) => goodput));
  const peak = rising.find(({ goodput }) => goodput >= most * nearlyMost);
  if (peak === undefined) throw new Error('nothing was answered');
  const overloaded: Overloaded[] = [];
  // Where few connections are enough for the peak, ten times as many are no overload yet: those are that come last.
  for (const connections of [peak.connections * times, limits.atOnce * times])
    for (const manners of bothManners) {
      const { goodput } = await printMeasured(gateway, peak.connections, 'obeys');
      const row = await printMeasured(gateway, connections, manners);
      overloaded.push({ ...row, share: row.goodput / goodput });
    }
  await gateway.stop();
  const bare = await measureBareNode(peak.connections);
  printBars(peak, overloaded, gateway);
  console.log(
    `\nBare \`node:http\`, which answers one text from memory and refuses nobody, has ${percent(bare)} of its own peak at ${count(limits.atOnce * times)} connections.`,
  );
} finally {
  await meeting.stop();
}

/** What is left of the most that Node can do on this machine, whatever the server does with it. */
async function measureBareNode(peakConnections: number): Promise<number> {
  const [person] = meeting.people;
  if (person === undefined) throw new Error('a meeting has people');
  const bare = await startBareNode(JSON.stringify({ data: { meetingParticipant: person } }), cores?.gateway);
  try {
    const questions = [singleRead(bare.url, person)];
    const { goodput } = await printMeasured(bare, peakConnections, 'obeys', questions);
    const row = await printMeasured(bare, limits.atOnce * times, 'obeys', questions);
    return row.goodput / goodput;
  } finally {
    await bare.stop();
  }
}

async function printMeasured(
  gateway: Server,
  connections: number,
  manners: Manners,
  questions = meeting.people.map((person) => singleRead(gateway.url, person)),
): Promise<Row> {
  const run = await measure(gateway, questions, { connections, seconds, manners });
  const row = {
    connections,
    goodput: run.latencies.length / run.hadSeconds,
    p99: quantile(run.latencies, 0.99),
    rss: run.rss,
  };
  const facts = [
    count(run.latencies.length / run.seconds),
    count(run.refusedAfter.length / run.seconds),
    run.refusedAfter.length === 0 ? '' : milliseconds(quantile(run.refusedAfter, 0.99)),
    milliseconds(quantile(run.latencies, 0.5)),
    milliseconds(row.p99),
    percent(run.cpuSeconds / run.seconds),
    percent(1 - run.hadSeconds / run.seconds),
    count(row.goodput),
    milliseconds(run.stoodStillMs),
    megabytes(row.rss),
  ];
  printRow([
    'faults' in gateway ? 'gateway' : '`node:http`',
    count(connections),
    manners === 'obeys' ? 'obey `Retry-After`' : 'ask again at once',
    ...voidIfWrong(run, facts),
    loadAverage(),
    count(run.errors),
  ]);
  return row;
}

function printBars(peak: Row, overloaded: readonly Overloaded[], { faults }: Gateway): void {
  const least = Math.min(...overloaded.map(({ share }) => share));
  const latest = Math.max(...overloaded.map(({ p99 }) => p99));
  const mostMs = limits.queueMs + 3 * peak.p99;
  const largest = Math.max(...overloaded.map(({ rss }) => rss));
  console.log(
    `\nThe peak is at ${count(peak.connections)} connections: ${count(peak.goodput)} in a second of the core, p99 ${milliseconds(peak.p99)}.\n`,
  );
  printBar(
    `overloaded, at least ${percent(leastShare)} of the peak just before is answered (${overloaded.map(({ share }) => percent(share)).join(', ')})`,
    least >= leastShare,
  );
  printBar(
    `p99 is at most \`LIMIT_QUEUE_MS\` and three times the p99 of the peak, ${milliseconds(mostMs)} (${milliseconds(latest)})`,
    latest <= mostMs,
  );
  printBar(`memory stays below ${megabytes(mostBytes)} (${megabytes(largest)})`, largest < mostBytes);
  printBar(`no faults in the log of the gateway (${faults.length})`, faults.length === 0);
}
