/** The table of one workload, in Markdown. */
import type { Measurement } from './measure.ts';
import type { Series } from './rounds.ts';

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
  const gateway = all.find(({ name }) => name === 'gateway');
  return [
    rowOf(heads),
    rowOf(['---', ...heads.slice(1).map(() => '---:')]),
    ...all.map((series) => rowOf([series.title, ...figuresOf(series, gateway, size)])),
    ...Array.from(absent, ([title, reason]) => rowOf([title, `not measured: ${reason}`, ...heads.slice(2).map(() => '')])),
  ];
}

/** The errors of a series, with the first bad answer; undefined if there are none. */
export function faultOf({ title, runs }: Series): string | undefined {
  const errors = sum(runs.map((run) => run.errors));
  const example = runs.find((run) => run.example !== '')?.example ?? 'no answer';
  return errors === 0 ? undefined : `${title}: ${errors} errors, the first: ${example}`;
}

function figuresOf(series: Series, gateway: Series | undefined, size: number): string[] {
  const { runs, ratios } = series;
  const errors = sum(runs.map((run) => run.errors));
  if (errors > 0) return [...heads.slice(2).map(() => 'void'), String(errors)];
  const middle = (figure: (run: Measurement) => number) => median(runs.map(figure));
  return [
    String(Math.round(middle((run) => run.perSecond))),
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    gateway === undefined || faultOf(gateway) !== undefined
      ? ''
      : median(ratios.map((ratio, round) => (gateway.ratios[round] ?? NaN) / ratio)).toFixed(2),
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

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (upper + lower) / 2;
}
