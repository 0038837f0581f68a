/**
 * Whether the gateway still answers what it can when it is asked for ten times as much: `node bench/overload.ts` looks for the number
 * of connections at which it answers most, and then offers ten times as many of them; and of an operation that takes longer, ten times as many
 * as it can answer in the time that a request may wait, so that most have to be refused. Of the first, 10,000 connections are offered as well, also
 * of clients that give up and connect anew, and it is shown what a bare server of Node keeps of its own peak there. `--seconds 2` shortens each row. As the machine is not as fast in one minute as in
 * another, the peak is measured again before and after each such row, which is compared with the mean of the two; that is done `--rounds` times, and
 * the median counts.
 *
 * Ends with 1 if too little is answered, or too late, or memory is not bounded.
 */
import { parseArgs } from 'node:util';
import { containerInWords } from './container.ts';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { inWords, raised, type Server, startBareNode, startGateway } from './gateway.ts';
import { startMeeting } from './meeting.ts';
import { median } from './median.ts';
import { measure, voidIfWrong } from './measure.ts';
import { type Clients, msIfAny, type Overloaded, printBars, printSummary, type Row, spread } from './overload-report.ts';
import { manyReads, type Question, singleRead } from './questions.ts';
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

interface Peak extends Row {
  readonly questions: readonly Question[];
}

const steps = [16, 64, 256, 1_024];
/** More connections than those at which so much of the most is answered only make clients wait. */
const nearlyMost = 0.95;
const times = 10;
/** The defaults of the gateway, which are what is measured. */
const limits = { atOnce: 1_000, queueMs: 500 };
/** So that the gateway has to compute only: with less, the row is one of the emulator as well, each time that answers expire. */
const cacheVariables = { CACHE_TTL: '3600' };
/** What they do who are refused. */
const obedient: Clients = { words: 'obey `Retry-After`', manners: 'obeys' };
const hasty: Clients = { words: 'ask again at once', manners: 'hammers' };
/** As HTTP clients do that have a timeout: who waits for a turn for so long leaves a dead connection in line, and opens a new one. */
const impatient: Clients = { words: 'ask again at once, give up after 2.5 to 7.5 s', manners: 'hammers', patienceMs: 5_000 };
/** Rows of clients that give up last so many times as long as their patience. */
const patiences = 4;
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
    'A row in which the clients themselves stood still for more than 200 ms, because others had their core, is measured again, up to 3 times, but for those who open connections, which takes them as long.',
  );
  console.log(`Set: ${inWords({ ...raised, ...cacheVariables })}; all else as it comes. ${containerInWords}\n`);
  printColumns(
    'server',
    'connections',
    'clients who are refused',
    'answers/s',
    'refusals/s',
    'gave up/s',
    'refused after, p99',
    'waiting at the end',
    'longest wait of these',
    'p50',
    'p99',
    'CPU',
    'core taken by others',
    'answers/s of the core',
    'clients stood still',
    'RSS, most so far',
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
  const both = [obedient, hasty];
  const ofOne = await overload(gateway, 'gateway, one', one, one.connections * times, both);
  const ofMany = await overload(gateway, 'gateway, fifty', many, offered, both);
  const crowd = await overload(gateway, 'gateway, one', one, limits.atOnce * times, both);
  const leaving = await overload(gateway, 'gateway, one', one, limits.atOnce * times, [impatient]);
  await gateway.stop();
  const bare = await measureBareNode(one.connections);
  printSummary([...ofOne, ...ofMany, ...crowd, ...leaving]);
  console.log(
    `\nThe peak is at ${count(one.connections)} connections: ${count(one.goodput)} in a second of the core, p99 ${milliseconds(one.p99)}; of fifty at ${count(many.connections)}: ${count(many.goodput)}, of which ${count(inTime)} can be answered within \`LIMIT_QUEUE_MS\`.\n`,
  );
  printBars(
    [
      { title: `of one, with ${times} times the connections of the peak`, loads: ofOne },
      { title: `of fifty, with ${(offered / inTime).toFixed(1)} times as many as can be answered in time`, loads: ofMany },
      { title: `of one, at ${count(limits.atOnce * times)} connections`, loads: crowd },
    ],
    leaving,
    gateway.faults,
  );
  console.log(
    `\nA bare \`node:http\`, which answers one text from memory and refuses nobody, has ${spread(bare)} of its own peak at ${count(limits.atOnce * times)} connections.`,
  );
} finally {
  await meeting.stop();
}

/** The fewest connections at which nearly most is answered, and nobody is refused. */
async function findPeak(gateway: Server, name: string, questions: readonly Question[]): Promise<Peak> {
  const rising: Row[] = [];
  for (const connections of steps) rising.push(await printMeasured(gateway, name, questions, connections, obedient));
  const unrefused = rising.filter(({ refusals }) => refusals === 0);
  const most = Math.max(...unrefused.map(({ goodput }) => goodput));
  const peak = unrefused.find(({ goodput }) => goodput >= most * nearlyMost);
  if (peak === undefined) throw new Error('nothing was answered without refusals');
  return { ...peak, questions };
}

/** So many connections of each of these clients, by turns and each beside the peaks just before and after. */
async function overload(gateway: Server, name: string, peak: Peak, connections: number, kinds: readonly Clients[]): Promise<Overloaded[]> {
  const atPeak = () => printMeasured(gateway, name, peak.questions, peak.connections, obedient);
  const measured: { clients: Clients; row: Row; share: number; mostMs: number }[] = [];
  let before = await atPeak();
  for (let round = 0; round < rounds; round += 1) {
    for (const clients of kinds) {
      const row = await printMeasured(gateway, name, peak.questions, connections, clients);
      const after = await atPeak();
      const share = (2 * row.goodput) / (before.goodput + after.goodput);
      measured.push({ clients, row, share, mostMs: limits.queueMs + 3 * before.p99 });
      before = after;
    }
  }
  return kinds.map((clients) => {
    const ofThem = measured.filter((one) => one.clients === clients);
    return {
      name,
      clients,
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
    const ask = (connections: number) => printMeasured(bare, '`node:http`', questions, connections, obedient);
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
  { words, ...temper }: Clients,
): Promise<Row> {
  const patientSeconds = ((temper.patienceMs ?? 0) / 1_000) * patiences;
  const run = await measure(server, questions, { connections, seconds: Math.max(seconds, patientSeconds), ...temper });
  const row = {
    connections,
    goodput: run.latencies.length / run.hadSeconds,
    refusals: run.refusedAfter.length / run.seconds,
    gaveUp: run.gaveUp / run.seconds,
    p50: quantile(run.latencies, 0.5),
    p99: quantile(run.latencies, 0.99),
    refusedP99: quantile(run.refusedAfter, 0.99),
    waiting: run.waiting,
    longestWaitMs: run.longestWaitMs,
    rss: server.peakRss(),
  };
  const facts = [
    count(run.latencies.length / run.seconds),
    count(row.refusals),
    count(row.gaveUp),
    msIfAny(row.refusedP99),
    count(row.waiting),
    milliseconds(row.longestWaitMs),
    milliseconds(row.p50),
    milliseconds(row.p99),
    percent(run.cpuSeconds / run.seconds),
    percent(1 - run.hadSeconds / run.seconds),
    count(row.goodput),
    milliseconds(run.stoodStillMs),
    megabytes(row.rss),
  ];
  printRow([name, count(connections), words, ...voidIfWrong(run, facts), loadAverage(), count(run.errors)]);
  return row;
}
