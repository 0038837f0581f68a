/** The table of one workload, in Markdown. */
import type { Measurement } from './measure.ts';
import type { Series } from './rounds.ts';
import { median } from '../median.ts';

const heads = [
  'system',
  'req/s',
  'ratio',
  'spread',
  'gateway / this',
  'p50 ms',
  'p99 ms',
  'CPU us',
  'each',
  'core',
  'RSS MB',
  'REST calls',
  'errors',
];

/** Lines of a table whose figures are medians over the rounds; answers hold `size` participants. Any error voids its row. */
export function tableOf(all: readonly Series[], size: number, absent: ReadonlyMap<string, string>): string[] {
  return [
    rowOf(heads),
    rowOf(['---', ...heads.slice(1).map(() => '---:')]),
    ...all.map((series) => rowOf([series.title, ...figuresOf(series, all, size)])),
    ...Array.from(absent, ([title, reason]) => rowOf([title, `not measured: ${reason}`, ...heads.slice(2).map(() => '')])),
  ];
}

/** The errors of a series, with the first bad answer; undefined if there are none. */
export function faultOf({ title, runs }: Series): string | undefined {
  const errors = sum(runs.map((run) => run.errors));
  const example = runs.find((run) => run.example !== '')?.example ?? 'no answer';
  return errors === 0 ? undefined : `${title}: ${errors} errors, the first: ${example}`;
}

function figuresOf(series: Series, all: readonly Series[], size: number): string[] {
  const { runs } = series;
  const errors = sum(runs.map((run) => run.errors));
  if (errors > 0) return [...heads.slice(2).map(() => 'void'), String(errors)];
  const middle = (figure: (run: Measurement) => number) => median(runs.map(figure));
  return [
    String(Math.round(middle((run) => run.perSecond))),
    ...ratiosOf(series, all),
    middle((run) => run.p50).toFixed(2),
    middle((run) => run.p99).toFixed(2),
    String(Math.round(middle((run) => run.cpuPerRequest))),
    String(Math.round(middle((run) => run.cpuPerRequest) / size)),
    `${Math.round(middle((run) => run.busy) * 100)} %`,
    String(Math.round(middle((run) => run.memory) / 2 ** 20)),
    middle((run) => run.callsPerRequest).toPrecision(3),
    '0',
  ];
}

/** To the reference, with the spread, and of the gateway to this one. Void if it is compared with what is void. */
function ratiosOf({ ratios }: Series, all: readonly Series[]): string[] {
  const gateway = all.find(({ name }) => name === 'gateway');
  const isVoid = (other: Series | undefined) => other !== undefined && faultOf(other) !== undefined;
  if (isVoid(all.find(({ isReference }) => isReference))) return ['void', 'void', 'void'];
  const timesThis = ratios.map((ratio, round) => (gateway?.ratios[round] ?? NaN) / ratio);
  return [
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    gateway === undefined ? '' : isVoid(gateway) ? 'void' : median(timesThis).toFixed(2),
  ];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
