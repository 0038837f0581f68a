/** What `bench/overload.ts` measured, and whether that is enough: medians of all rounds. */
import { median } from './median.ts';
import type { Temper } from './pressure.ts';
import { count, megabytes, milliseconds, percent, printBar, printColumns, printRow } from './report.ts';

/** What came of one kind of clients in one round. */
export interface Row {
  connections: number;
  /** Right answers in a second of the core: while others have it, the gateway answers nobody, however good it is. */
  goodput: number;
  /** In a second. */
  refusals: number;
  gaveUp: number;
  /** In milliseconds, as the clients see it: with a new connection, if they need one. NaN where there are none. */
  p50: number;
  p99: number;
  refusedP99: number;
  /** Who had neither an answer nor a refusal when the row was over, and the longest for which one of them had waited, in milliseconds. */
  waiting: number;
  longestWaitMs: number;
  /** The most that the process ever had, in bytes. */
  rss: number;
}

/** Clients as the tables call them. */
export interface Clients extends Temper {
  readonly words: string;
}

/** What came of one kind of clients in all rounds. */
export interface Overloaded {
  readonly name: string;
  readonly clients: Clients;
  readonly rows: readonly Row[];
  /** Of what was answered at the peaks just before and after, in each round. */
  readonly shares: readonly number[];
  /** As late as the slowest of the accepted may be answered, in milliseconds. */
  readonly mostMs: number;
}

const leastShare = 0.8;
/** What deploy/ gives a container. */
const mostBytes = 512 * 1024 * 1024;

/** The medians of all rounds. */
export function printSummary(loads: readonly Overloaded[]): void {
  console.log('');
  printColumns(
    'medians',
    'connections',
    'clients who are refused',
    'of the peaks around it',
    'answers/s of the core',
    'refusals/s',
    'gave up/s',
    'refused after, p99',
    'waiting at the end',
    'longest wait of these',
    'p50',
    'p99',
    'RSS, most',
  );
  for (const { name, clients, rows, shares } of loads) {
    const medianOf = (field: keyof Row) => median(rows.map((row) => row[field]));
    printRow([
      name,
      count(medianOf('connections')),
      clients.words,
      spread(shares),
      count(medianOf('goodput')),
      count(medianOf('refusals')),
      count(medianOf('gaveUp')),
      msIfAny(median(rows.flatMap(({ refusedP99 }) => (Number.isNaN(refusedP99) ? [] : [refusedP99])))),
      count(medianOf('waiting')),
      milliseconds(medianOf('longestWaitMs')),
      milliseconds(medianOf('p50')),
      milliseconds(medianOf('p99')),
      megabytes(mostMemory(rows)),
    ]);
  }
}

/**
 * What must be met. Of clients that leave only that they do no harm for good: to open a connection costs more than an answer, and what they
 * wait for is mostly that the kernel hands it on, one in a turn of the event loop.
 */
export function printBars(
  stages: readonly { title: string; loads: readonly Overloaded[] }[],
  leaving: readonly Overloaded[],
  faults: readonly string[],
): void {
  for (const { title, loads } of stages) printShareBar(title, loads);
  const staying = stages.flatMap(({ loads }) => loads);
  const p99s = staying.map(({ rows, mostMs }) => ({ p99: median(rows.map(({ p99 }) => p99)), mostMs }));
  printBar(
    `p99 of those who stay is at most \`LIMIT_QUEUE_MS\` and three times the p99 of the peak (${p99s.map(({ p99, mostMs }) => `${milliseconds(p99)} of ${milliseconds(mostMs)}`).join(', ')})`,
    p99s.every(({ p99, mostMs }) => p99 <= mostMs),
  );
  const largest = mostMemory([...staying, ...leaving].flatMap(({ rows }) => rows));
  printBar(`memory stays below ${megabytes(mostBytes)} (${megabytes(largest)})`, largest < mostBytes);
  printBar(`no faults in the log of the gateway (${faults.length})`, faults.length === 0);
}

function printShareBar(title: string, loads: readonly Overloaded[]): void {
  printBar(
    `${title} at least ${percent(leastShare)} of the peak (${loads.map(({ clients, shares }) => `${clients.words}: ${spread(shares)}`).join('; ')})`,
    loads.every(({ shares }) => median(shares) >= leastShare),
  );
}

/** The median, and between which all are. */
export function spread(shares: readonly number[]): string {
  return `${percent(median(shares))}, ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`;
}

/** Nothing where there is none. */
export function msIfAny(ms: number): string {
  return Number.isNaN(ms) ? '' : milliseconds(ms);
}

function mostMemory(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ rss }) => rss));
}
