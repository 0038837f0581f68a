/**
 * Whether the gateway still answers what it can when it is asked for ten times as much: `node bench/overload.ts` looks for the number
 * of connections at which it answers most, and then offers ten times as many of them; and of an operation that takes longer, ten times as many
 * as it can answer in the time that a request may wait, so that most have to be refused. Of the first, 10,000 connections are offered as well, and
 * it is shown what a bare server of Node keeps of its own peak there. `--seconds 2` shortens each row. As the machine is not as fast in one minute as in
 * another, the peak is measured again before and after each such row, which is compared with the mean of the two; that is done `--rounds` times, and
 * the median counts.
 *
 * Ends with 1 if too little is answered, or too late, or memory is not bounded.
 */
import { parseArgs } from 'node:util';
import { containerInWords } from './container.ts';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { type Gateway, inWords, raised, type Server, startBareNode, startGateway } from './gateway.ts';
import { startMeeting } from './meeting.ts';
import { median } from './median.ts';
import { measure, voidIfWrong } from './measure.ts';
import type { Manners } from './pressure.ts';
import { manyReads, type Question, singleRead } from './questions.ts';
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
  refusals: number;
  p50: number;
  p99: number;
  rss: number;
}

interface Peak extends Row {
  readonly questions: readonly Question[];
}

/** What came of one kind of clients in all rounds. */
interface Overloaded {
  readonly name: string;
  readonly manners: Manners;
  readonly rows: readonly Row[];
  /** Of what was answered at the peaks just before and after, in each round. */
  readonly shares: readonly number[];
  /** As late as the slowest of the accepted may be answered. */
  readonly mostMs: number;
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
const refusedClients = { obeys: 'obey `Retry-After`', hammers: 'ask again at once' };
const leastShare = 0.8;
/** What deploy/ gives a container. */
const mostBytes = 512 * 1024 * 1024;
/** More than the memory of whole answers has room for: so each is put together anew, of what the cache has. */
const differentReadsOfMany = 4_000;
/** More connections than this the gateway does not take, and a process here has not many more files. */
const mostConnections = 19_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '5' } } });
const seconds = wholeNumber('seconds', values.seconds, 1);
const rounds = wholeNumber('rounds', values.rounds, 1);

printHead('bench/overload.ts');
const placement = leaveTheGatewaysCore();
const meeting = await startMeeting({ size: 500, latencyMs: 5 });
try {
  console.log(
    `Reads of one of 500 participants, or of fifty of them in an operation, which the cache answers; each row ${seconds} s, ${rounds} rounds. ${placement}`,
  );
  console.log(
    'A row in which the clients themselves stood still for more than 200 ms, because others had their core, is measured again, up to 3 times.',
  );
  console.log(`Set: ${inWords({ ...raised, ...cacheVariables })}; all else as it comes. ${containerInWords}\n`);
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
  const one = await findPeak(
    gateway,
    'gateway, one',
    meeting.people.map((person) => singleRead(gateway.url, person)),
  );
  const many = await findPeak(gateway, 'gateway, fifty', manyReads(gateway.url, meeting.people, differentReadsOfMany));
  const inTime = Math.ceil((many.goodput * limits.queueMs) / 1_000);
  const offered = Math.min(inTime * times, mostConnections);
  // Few connections are enough for the peak of what is answered from memory: all of ten times as many are answered in time.
  const ofOne = await overload(gateway, 'gateway, one', one, one.connections * times);
  const ofMany = await overload(gateway, 'gateway, fifty', many, offered);
  const crowd = await overload(gateway, 'gateway, one', one, limits.atOnce * times);
  await gateway.stop();
  const bare = await measureBareNode(one.connections);
  const loads = [...ofOne, ...ofMany, ...crowd];
  printSummary(loads);
  console.log(
    `\nThe peak is at ${count(one.connections)} connections: ${count(one.goodput)} in a second of the core, p99 ${milliseconds(one.p99)}; of fifty at ${count(many.connections)}: ${count(many.goodput)}, of which ${count(inTime)} can be answered within \`LIMIT_QUEUE_MS\`.\n`,
  );
  printBar(
    `of one: with ${times} times the connections of the peak at least ${percent(leastShare)} of the peak (${sharesOf(ofOne)})`,
    areMostAnswered(ofOne),
  );
  printBar(
    `of fifty: with ${(offered / inTime).toFixed(1)} times as many as can be answered in time at least ${percent(leastShare)} (${sharesOf(ofMany)})`,
    areMostAnswered(ofMany),
  );
  printBar(
    `of one: at ${count(limits.atOnce * times)} connections at least ${percent(leastShare)} (${sharesOf(crowd)})`,
    areMostAnswered(crowd),
  );
  printCommonBars(loads, gateway);
  console.log(
    `\nA bare \`node:http\`, which answers one text from memory and refuses nobody, has ${spread(bare)} of its own peak at ${count(limits.atOnce * times)} connections.`,
  );
} finally {
  await meeting.stop();
}

/** The fewest connections at which nearly most is answered. */
async function findPeak(gateway: Server, name: string, questions: readonly Question[]): Promise<Peak> {
  const rising: Row[] = [];
  for (const connections of steps) rising.push(await printMeasured(gateway, name, questions, connections, 'obeys'));
  const most = Math.max(...rising.map(({ goodput }) => goodput));
  const peak = rising.find(({ goodput }) => goodput >= most * nearlyMost);
  if (peak === undefined) throw new Error('nothing was answered');
  return { ...peak, questions };
}

/** So many connections, of clients that obey and of those that do not, by turns and each beside the peaks just before and after. */
async function overload(gateway: Server, name: string, peak: Peak, connections: number): Promise<Overloaded[]> {
  const atPeak = () => printMeasured(gateway, name, peak.questions, peak.connections, 'obeys');
  const measured: { manners: Manners; row: Row; share: number; mostMs: number }[] = [];
  let before = await atPeak();
  for (let round = 0; round < rounds; round += 1) {
    for (const manners of bothManners) {
      const row = await printMeasured(gateway, name, peak.questions, connections, manners);
      const after = await atPeak();
      const share = (2 * row.goodput) / (before.goodput + after.goodput);
      measured.push({ manners, row, share, mostMs: limits.queueMs + 3 * before.p99 });
      before = after;
    }
  }
  return bothManners.map((manners) => {
    const ofThem = measured.filter((one) => one.manners === manners);
    return {
      name,
      manners,
      rows: ofThem.map(({ row }) => row),
      shares: ofThem.map(({ share }) => share),
      mostMs: median(ofThem.map(({ mostMs }) => mostMs)),
    };
  });
}

/** What is left of the most that Node can do on this machine, whatever the server does with it: the shares of its own peak. */
async function measureBareNode(peakConnections: number): Promise<number[]> {
  const [person] = meeting.people;
  if (person === undefined) throw new Error('a meeting has people');
  const bare = await startBareNode(JSON.stringify({ data: { meetingParticipant: person } }), cores?.gateway);
  try {
    const questions = [singleRead(bare.url, person)];
    const ask = (connections: number) => printMeasured(bare, '`node:http`', questions, connections, 'obeys');
    const shares: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { goodput } = await ask(peakConnections);
      shares.push((await ask(limits.atOnce * times)).goodput / goodput);
    }
    return shares;
  } finally {
    await bare.stop();
  }
}

async function printMeasured(
  server: Server,
  name: string,
  questions: readonly Question[],
  connections: number,
  manners: Manners,
): Promise<Row> {
  const run = await measure(server, questions, { connections, seconds, manners });
  const row = {
    connections,
    goodput: run.latencies.length / run.hadSeconds,
    refusals: run.refusedAfter.length / run.seconds,
    p50: quantile(run.latencies, 0.5),
    p99: quantile(run.latencies, 0.99),
    rss: run.rss,
  };
  const facts = [
    count(run.latencies.length / run.seconds),
    count(row.refusals),
    run.refusedAfter.length === 0 ? '' : milliseconds(quantile(run.refusedAfter, 0.99)),
    milliseconds(row.p50),
    milliseconds(row.p99),
    percent(run.cpuSeconds / run.seconds),
    percent(1 - run.hadSeconds / run.seconds),
    count(row.goodput),
    milliseconds(run.stoodStillMs),
    megabytes(row.rss),
  ];
  printRow([name, count(connections), refusedClients[manners], ...voidIfWrong(run, facts), loadAverage(), count(run.errors)]);
  return row;
}

/** The medians of all rounds. */
function printSummary(loads: readonly Overloaded[]): void {
  console.log('');
  printColumns(
    'medians',
    'connections',
    'refused clients',
    'of the peaks around it',
    'answers/s of the core',
    'refusals/s',
    'p50',
    'p99',
    'RSS, most',
  );
  for (const { name, manners, rows, shares } of loads) {
    const medianOf = (field: 'goodput' | 'refusals' | 'p50' | 'p99') => median(rows.map((row) => row[field]));
    printRow([
      name,
      count(rows[0]?.connections ?? NaN),
      refusedClients[manners],
      spread(shares),
      count(medianOf('goodput')),
      count(medianOf('refusals')),
      milliseconds(medianOf('p50')),
      milliseconds(medianOf('p99')),
      megabytes(mostMemory(rows)),
    ]);
  }
}

function mostMemory(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ rss }) => rss));
}

function printCommonBars(loads: readonly Overloaded[], { faults }: Gateway): void {
  const p99s = loads.map(({ rows, mostMs }) => ({ p99: median(rows.map(({ p99 }) => p99)), mostMs }));
  const largest = mostMemory(loads.flatMap(({ rows }) => rows));
  printBar(
    `p99 is at most \`LIMIT_QUEUE_MS\` and three times the p99 of the peak (${p99s.map(({ p99, mostMs }) => `${milliseconds(p99)} of ${milliseconds(mostMs)}`).join(', ')})`,
    p99s.every(({ p99, mostMs }) => p99 <= mostMs),
  );
  printBar(`memory stays below ${megabytes(mostBytes)} (${megabytes(largest)})`, largest < mostBytes);
  printBar(`no faults in the log of the gateway (${faults.length})`, faults.length === 0);
}

function areMostAnswered(loads: readonly Overloaded[]): boolean {
  return loads.every(({ shares }) => median(shares) >= leastShare);
}

function sharesOf(loads: readonly Overloaded[]): string {
  return loads.map(({ manners, shares }) => `${refusedClients[manners]}: ${spread(shares)}`).join('; ');
}

/** The median, and between which all are. */
function spread(shares: readonly number[]): string {
  return `${percent(median(shares))}, ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`;
}
