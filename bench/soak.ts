/**
 * Whether the gateway can be left alone: `node bench/soak.ts` loads and rests it by turns and compares its heap after each rest, then
 * asks for ten minutes, all while one REST call of a hundred fails. `--seconds 5` shortens the turns, `--minutes 1` the rest.
 *
 * Ends with 1 if a class of objects only ever becomes more, memory rises, or an answer is wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { containerInWords } from './container.ts';
import { cores, leaveTheGatewaysCore } from './cores.ts';
import { afterSeconds, emptyTally, everyday, type Tally } from './everyday.ts';
import { type Gateway, inWords, raised, startGateway } from './gateway.ts';
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
/** Before it V8 still compiles and the heap is finding its size; it finds it sooner under full load. */
const fullLoadSeconds = 60;
const warmUpShare = 0.2;
/** Of memory, in MB an hour: 2 MB in ten minutes, which is less than one garbage collection moves. */
const mostSlope = 12;
/** The cache is full after the first turn: how it fills is no leak. */
const variables = { CACHE_MAX_ENTRIES: '2000' };
const faults = [{ share: 0.005, status: 503 }, { share: 0.005, connection: 'cut' as const }, { latencyMs: 5 }];

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '30' }, minutes: { type: 'string', default: '10' } } });
const seconds = wholeNumber('seconds', values.seconds, 1);
const minutes = wholeNumber('minutes', values.minutes, 1);

const placement = leaveTheGatewaysCore();
printHead('bench/soak.ts');
const meeting = await startMeeting({ size: 500, latencyMs: 5 });
const heap = new HeapWatch();
try {
  await meeting.setFaults(faults);
  console.log(`One REST call of a hundred fails (503, or cut in the middle of its body). ${placement}`);
  console.log(`Set: ${inWords({ ...raised, ...variables })}; all else as it comes. ${containerInWords}\n`);
  await withGateway(heap.nodeOptions, byTurns);
  // On a process of its own: writing its heap down takes memory that it does not give back.
  await withGateway([], steadily);
} finally {
  heap.close();
  await meeting.stop();
}

async function withGateway(nodeOptions: readonly string[], run: typeof byTurns): Promise<void> {
  const gateway = await startGateway({ ...meeting.env, ...variables }, { nodeOptions, core: cores?.gateway });
  await run(gateway, questionsOf(gateway.url, meeting.people));
  await gateway.stop();
  const code = await gateway.exit;
  const isClean = code === 0 && gateway.faults.length === 0;
  printBar(`ended with 0 (${String(code)}), no faults in the log (${gateway.faults.length}), unhandled rejections among them`, isClean);
  for (const fault of gateway.faults.slice(0, 3)) console.error(fault);
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
  printTally(tally);
}

async function steadily(gateway: Gateway, questions: ReturnType<typeof questionsOf>): Promise<void> {
  await everyday(gateway.url, questions, { clients, isOver: afterSeconds(fullLoadSeconds), tally: emptyTally() });
  await meeting.clearLedger();
  console.log(`\nAfter ${fullLoadSeconds} s of ${clients} clients, ${minutes} min of ${perSecond} operations a second:\n`);
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
    'REST calls',
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
  const byMinute = samples.filter((_, second) => second % 60 === 0).map(([, megabytesNow]) => megabytesNow.toFixed(0));
  console.log(`\nRSS at the beginning of each minute, in MB: ${byMinute.join(', ')}\n`);
  printBar(
    `after ${warmUpShare * 100} % to warm up, RSS rises by no more than ${mostSlope} MB an hour (least squares)`,
    slope <= mostSlope,
  );
  printTally(tally);
}

function printTally(tally: Tally): void {
  const kinds = Object.entries(tally.byKind).map(([kind, number]) => `${kind} ${count(number)}`);
  printBar(
    `every answer was right or told of the upstream's failure, and no 5xx the gateway's own (${kinds.join(', ')})`,
    badIn(tally) === 0,
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
