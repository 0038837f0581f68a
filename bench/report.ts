/** What every bench prints: where it ran, tables in Markdown, and whether its bars are met. */
import { cpus, loadavg } from 'node:os';

/** The command, the machine and how busy it was before, since figures of a busy machine say little. */
export function printHead(file: string): void {
  const processors = cpus();
  const machine = `${processors[0]?.model ?? 'an unknown processor'}, ${processors.length} cores, load average ${loadAverage()} before`;
  console.log(`\`${['node', file, ...process.argv.slice(2)].join(' ')}\` on ${machine}, Node ${process.version}\n`);
}

/** Of the last minute. */
export function loadAverage(): string {
  const [load = NaN] = loadavg();
  return load.toFixed(1);
}

/** The head of a table; the first column is text, the others are numbers. */
export function printColumns(first: string, ...numbers: readonly string[]): void {
  printRow([first, ...numbers]);
  printRow(['---', ...numbers.map(() => '---:')]);
}

export function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** Says whether a bar is met. One that is missed makes the bench end with 1. */
export function printBar(bar: string, isMet: boolean): void {
  console.log(`- ${isMet ? 'met' : '**missed**'}: ${bar}`);
  if (!isMet) process.exitCode = 1;
}

export function count(number: number): string {
  return number.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function milliseconds(number: number): string {
  return `${number.toFixed(1)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** The number below which this share of the others is. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.ceil(ascending.length * share) - 1] ?? NaN;
}

/** A whole number from the command line. */
export function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least) throw new Error(`--${name} must be a whole number from ${least} (got "${text}")`);
  return number;
}
