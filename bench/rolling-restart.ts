/**
 * Whether a new version can be rolled out while clients ask: two gateways behind a proxy that retries nothing, each stopped with
 * SIGTERM and replaced in turn. `node bench/rolling-restart.ts`; `--operations 2000` shortens it.
 *
 * Ends with 1 if one operation is dropped or answered wrongly.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { afterSeconds, emptyTally, everyday } from './everyday.ts';
import { type Gateway, inWords, raised, startGateway } from './gateway.ts';
import { startMeeting } from './meeting.ts';
import { type Proxy, startProxy } from './proxy.ts';
import { questionsOf } from './questions.ts';
import { count, loadAverage, printBar, printColumns, printHead, printRow, wholeNumber } from './report.ts';

interface Restart {
  name: string;
  gateway: Gateway;
  /** Of the operations so far, when it began. */
  startedAt: number;
  seconds: number;
  code: number | null;
}

const clients = 50;
const perSecond = 500;
/** Before the first restart, and after each. */
const calmMs = 1_500;
/** It takes a tenth of that. */
const mostSeconds = 300;

const { values } = parseArgs({ options: { operations: { type: 'string', default: '10000' } } });
const operations = wholeNumber('operations', values.operations, 100);

printHead('bench/rolling-restart.ts');
const meeting = await startMeeting({ size: 500, latencyMs: 20 });
const proxy = await startProxy();
const tally = emptyTally();
const restarts: Restart[] = [];
try {
  const gateways = [await startBehind(proxy), await startBehind(proxy)];
  await pause(calmMs);
  const questions = questionsOf(proxy.url, meeting.people);
  const isLate = afterSeconds(mostSeconds);
  const isOver = () => (tally.operations >= operations && restarts.length === gateways.length) || isLate();
  await Promise.all([everyday(proxy.url, questions, { clients, perSecond, isOver, tally }), replaceInTurn(gateways)]);
  printTable();
  await Promise.all(gateways.map(({ stop }) => stop()));
} finally {
  await proxy.close();
  await meeting.stop();
}

/** Stops one after the other, each once its successor is ready, as a rolling update with a surge of one does. */
async function replaceInTurn(gateways: Gateway[]): Promise<void> {
  for (const [index, gateway] of gateways.entries()) {
    gateways[index] = await startBehind(proxy);
    const startedAt = tally.operations;
    const begins = performance.now();
    // The proxy is not told: it has to see for itself that `/ready` says no.
    await gateway.stop();
    const seconds = (performance.now() - begins) / 1_000;
    restarts.push({ name: `gateway ${index + 1}`, gateway, startedAt, seconds, code: await gateway.exit });
    await proxy.remove(gateway.url);
    await pause(calmMs);
  }
}

async function startBehind({ add }: Proxy): Promise<Gateway> {
  const gateway = await startGateway(meeting.env);
  add(gateway.url);
  return gateway;
}

function printTable(): void {
  console.log(
    `${count(tally.operations)} operations of ${clients} clients, ${perSecond} a second, through a proxy that asks \`/ready\` every 100 ms and retries nothing.`,
  );
  console.log(`Set: ${inWords(raised)}; all else as it comes.\n`);
  printColumns('stopped with SIGTERM', 'after operation', 'ended after', 'with', 'operations that it got');
  for (const { name, gateway, startedAt, seconds, code } of restarts) {
    printRow([name, count(startedAt), `${seconds.toFixed(1)} s`, String(code), count(proxy.sent.get(gateway.url.origin) ?? 0)]);
  }
  console.log('');
  printColumns('operations', 'dropped', '5xx or faults', 'otherwise wrong', 'load average');
  printRow([
    count(tally.operations),
    count(proxy.lost.length),
    count(tally.ownFaults),
    count(tally.wrong + tally.upstreamErrors),
    loadAverage(),
  ]);
  console.log('');
  const bad = proxy.lost.length + tally.ownFaults + tally.wrong + tally.upstreamErrors;
  printBar(`0 of ${count(tally.operations)} operations dropped or answered wrongly`, bad === 0);
  printBar(
    'both processes ended with 0, without a fault in their logs',
    restarts.length === 2 && restarts.every(({ code, gateway }) => code === 0 && gateway.faults.length === 0),
  );
  printBar(
    `both were restarted before the load ended (${count(operations)} operations)`,
    restarts.every(({ startedAt }) => startedAt < tally.operations),
  );
  if (bad > 0) console.error(proxy.lost[0], tally.firstBad);
}
