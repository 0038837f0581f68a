/**
 * Whether the gateway can be left alone: `node bench/soak.ts` loads and rests it by turns and compares its heap after each rest, then
 * asks for ten minutes while one REST call of a hundred fails. `--seconds 5` shortens the turns, `--minutes 1` the rest.
 *
 * Ends with 1 if a class of objects only ever becomes more, memory rises, or an answer is wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { afterSeconds, emptyTally, everyday, type Tally } from './everyday.ts';
import { type Gateway, heapOptions, inWords, raised, startGateway } from './gateway.ts';
import { alwaysGrowing, type Census, HeapWatch, ignoredKinds, leastBytes, leastObjects } from './heap.ts';
import { startMeeting } from './meeting.ts';
import { questionsOf } from './questions.ts';
import { count, loadAverage, megabytes, printBar, printColumns, printHead, printRow, wholeNumber } from './report.ts';
import { slopeOf } from './slope.ts';

const turns = 5;
const clients = 100;
const calmSeconds = 10;
const steadyClients = 50;
const perSecond = 200;
/** Before it the heap and the caches are still finding their size. */
const warmUpShare = 0.2;
/** Of memory, in MB an hour: less than 2 MB in the ten minutes, which is less than one garbage collection moves. */
const mostSlope = 12;
/** A cache that is full after the first turn, since how it fills is no leak; and a machine that is busy otherwise is not what is tested. */
const variables = { CACHE_MAX_ENTRIES: '2000', LIMIT_QUEUE_MS: '10000' };

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '30' }, minutes: { type: 'string', default: '10' } } });
const seconds = wholeNumber('seconds', values.seconds, 1);
const minutes = wholeNumber('minutes', values.minutes, 1);

const placement = leaveTheGatewaysCore();
printHead('bench/soak.ts');
const meeting = await startMeeting({ size: 500, latencyMs: 5 });
const heap = new HeapWatch();
try {
  const env = { ...meeting.env, ...variables };
  console.log(`${placement} Set: ${inWords({ ...raised, ...variables })}, ${heapOptions.join(' ')}; all else as it comes.\n`);
  const gateway = await startGateway(env, { nodeOptions: heap.nodeOptions, core: cores?.gateway });
  const questions = questionsOf(gateway.url, meeting.people);
  await byTurns(gateway, questions);
  await withFaults(gateway, questions);
  const code = await gateway.stop().then(() => gateway.exit);
  printBar(
    `the process ended with 0 (${String(code)}), after ${gateway.faults.length} faults of its own, unhandled rejections among them`,
    code === 0 && gateway.faults.length === 0,
  );
  for (const fault of gateway.faults.slice(0, 3)) console.error(fault);
} finally {
  heap.close();
  await meeting.stop();
}

async function byTurns(gateway: Gateway, questions: ReturnType<typeof questionsOf>): Promise<void> {
  console.log(
    `${turns} times ${seconds} s of ${clients} clients and ${calmSeconds} s of calm, then a heap snapshot; one such turn before, to warm up:\n`,
  );
  printColumns('after turn', 'operations', 'objects', 'heap', 'RSS', 'load average', 'errors');
  const censuses: Census[] = [];
  const tally = emptyTally();
  for (let turn = 0; turn <= turns; turn += 1) {
    const before = tally.operations;
    await everyday(gateway.url, questions, { clients, isOver: afterSeconds(seconds), tally });
    await pause(calmSeconds * 1_000);
    const census = await heap.census(gateway.pid);
    censuses.push(census);
    const [objects, bytes] = sumOf(census);
    printRow([
      turn === 0 ? 'warm-up' : String(turn),
      count(tally.operations - before),
      count(objects),
      megabytes(bytes),
      megabytes(gateway.rss()),
      loadAverage(),
      count(badIn(tally)),
    ]);
  }
  console.log('');
  const growing = alwaysGrowing(censuses);
  printBar(
    `no class grew in all ${turns} intervals by ${leastObjects} objects or ${leastBytes / 1024} KB altogether (not counted: ${ignoredKinds.join(', ')}, which are V8's own)`,
    growing.length === 0,
  );
  for (const { name, objects, bytes } of growing) console.log(`  - ${name}: ${objects.join(', ')} objects, ${bytes} bytes more`);
  printTally(tally, 0);
}

async function withFaults(gateway: Gateway, questions: ReturnType<typeof questionsOf>): Promise<void> {
  await meeting.setFaults([{ share: 0.005, status: 503 }, { share: 0.005, connection: 'cut' }, { latencyMs: 5 }]);
  console.log(
    `\n${minutes} min of ${perSecond} operations a second while one REST call of a hundred fails (503, or cut in the middle of its body):\n`,
  );
  const tally = emptyTally();
  const samples: [hours: number, megabytes: number][] = [];
  const startsAt = performance.now();
  const sampler = setInterval(() => {
    samples.push([(performance.now() - startsAt) / 3_600_000, gateway.rss() / 1024 / 1024]);
  }, 1_000);
  await everyday(gateway.url, questions, { clients: steadyClients, isOver: afterSeconds(minutes * 60), perSecond, tally });
  clearInterval(sampler);
  const after = samples.slice(Math.floor(samples.length * warmUpShare));
  const { slope, error } = slopeOf(after);
  const rss = after.map(([, megabytesNow]) => megabytesNow);
  const { calls, failed } = await meeting.ledger();
  printColumns(
    'operations',
    'newest REST calls',
    'of them failed',
    'operations with `UPSTREAM_…`',
    'RSS, least',
    'RSS, most',
    'RSS slope',
    'load average',
    'errors',
  );
  printRow([
    count(tally.operations),
    count(calls),
    count(failed),
    count(tally.upstreamErrors),
    `${Math.min(...rss).toFixed(0)} MB`,
    `${Math.max(...rss).toFixed(0)} MB`,
    `${slope.toFixed(1)} ± ${error.toFixed(1)} MB/h`,
    loadAverage(),
    count(badIn(tally)),
  ]);
  console.log('');
  printBar(
    `after ${warmUpShare * 100} % to warm up, RSS rises by no more than ${mostSlope} MB an hour (least squares)`,
    slope <= mostSlope,
  );
  printTally(tally, Infinity);
}

function printTally(tally: Tally, mostUpstreamErrors: number): void {
  const kinds = Object.entries(tally.byKind).map(([kind, number]) => `${kind} ${count(number)}`);
  printBar(
    `every answer was right, and no 5xx the gateway's own (${kinds.join(', ')})`,
    badIn(tally) === 0 && tally.upstreamErrors <= mostUpstreamErrors,
  );
  if (tally.firstBad !== undefined) console.error(tally.firstBad);
}

function badIn({ ownFaults, wrong }: Tally): number {
  return ownFaults + wrong;
}

function sumOf(census: Census): [objects: number, bytes: number] {
  let [objects, bytes] = [0, 0];
  for (const counted of census.values()) {
    objects += counted.objects;
    bytes += counted.bytes;
  }
  return [objects, bytes];
}
