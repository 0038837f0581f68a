/**
 * How long abuse keeps the gateway busy. `npm run abuse` sends each request of `test/support/abuse-cases.ts` to a gateway in a process
 * of its own, prints a table in Markdown, and ends with 1 if a bar is missed.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type AbuseCase, abuseCases } from '../test/support/abuse-cases.ts';
import { type Incoming, send } from '../test/support/send.ts';
import { measureAborts } from './aborts.ts';
import { containerEnvironment, containerInWords, containerOptions } from './container.ts';
import { memoryAfterDocuments } from './many-documents.ts';
import { readMetric } from './metrics.ts';
import { startProgram } from './programs.ts';
import { median } from './median.ts';

const runs = 20;
const warmUps = 5;
/** What no request may exceed, in milliseconds: its refusal, and how late everybody else is served meanwhile. */
const mostMs = 50;
const mostDelayMs = 100;
const mostAbortMs = 100;
const mostGrowthMiB = 256;
/** Until it has loaded all that it loads: the compiler of queries comes half a second after the start, and that is told by itself. */
const settlingMs = 2_000;

const [processor] = cpus();
const [load = NaN] = loadavg();
console.log(
  `${processor?.model ?? 'an unknown processor'}, ${availableParallelism()} cores, load average ${load.toFixed(1)} before, Node ${process.version}. ${containerInWords}\n`,
);

const { said, stop } = await startProgram('src/node.ts', {
  env: { PORT: '0', LOG_LEVEL: 'error', INTROSPECTION: 'true', ...containerEnvironment },
  nodeOptions: containerOptions,
  ready: /http:\S+\/graphql/,
});
const [url] = said;
try {
  await readMetric(url, 'nodejs_eventloop_lag_max_seconds');
  await pause(settlingMs);
  const loadingMs = (await readMetric(url, 'nodejs_eventloop_lag_max_seconds')) * 1_000;
  console.log(`While it loaded the compiler of queries, half a second after it began, it was late by ${ms(loadingMs)} once.\n`);
  console.log(`| case | median | max of ${runs} | code | event-loop delay p99 (10 ms when idle) |`);
  console.log('| --- | ---: | ---: | --- | ---: |');
  for (const abuse of abuseCases) await time(abuse);
  const { before, after, count } = await memoryAfterDocuments(url);
  console.log(`\nAfter ${count.toLocaleString('en-US')} different documents of 25 KB the process has ${after} MiB, ${before} MiB before.`);
  hold(after - before <= mostGrowthMiB, 'documents are kept without a bound');
} finally {
  await stop();
}

const aborts = await measureAborts();
console.log(
  `Of ${aborts.length} clients that left, the REST call was aborted after ${ms(median(aborts))}, at most ${ms(Math.max(...aborts))}.`,
);
hold(Math.max(...aborts) <= mostAbortMs, 'a REST call outlived its client');

async function time({ title, request, status, code }: AbuseCase): Promise<void> {
  for (let run = 0; run < warmUps; run += 1) await send(url, request);
  // Reading it begins it anew.
  await readMetric(url, 'nodejs_eventloop_lag_p99_seconds');
  const times: number[] = [];
  const codes = new Set<string>();
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    const answer = await send(url, request);
    times.push(performance.now() - startedAt);
    codes.add(answer.status === status ? codeOf(answer) : `status ${answer.status}`);
  }
  const delayMs = (await readMetric(url, 'nodejs_eventloop_lag_p99_seconds')) * 1_000;
  const most = Math.max(...times);
  console.log(`| ${title} | ${ms(median(times))} | ${ms(most)} | ${[...codes].join(', ')} | ${ms(delayMs)} |`);
  hold([...codes].join() === code, `${title} is not refused with ${code}`);
  hold(most <= mostMs && delayMs <= mostDelayMs, `${title} keeps the gateway busy for too long`);
}

function codeOf({ text }: Incoming): string {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  return errors[0]?.extensions?.code ?? 'none';
}

function hold(isHeld: boolean, offence: string): void {
  if (isHeld) return;
  console.error(offence);
  process.exitCode = 1;
}

function ms(number: number): string {
  return `${number.toFixed(1)} ms`;
}
