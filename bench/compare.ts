/**
 * The gateway beside its peers on the same work: `npm run bench`, see README.md here. Prints a table in Markdown for each workload.
 *
 * `--only W1,W3`, `--systems gateway,tailcall`, `--rounds 5`, `--seconds 5` and `--reference tailcall,mercurius` choose what is run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { containerInWords } from './container.ts';
import { readFlags } from './compare/flags.ts';
import { faultOf, tableOf } from './compare/report.ts';
import { missing, whyNot } from './compare/requirements.ts';
import { runRounds } from './compare/rounds.ts';
import { type Running, startSystem } from './compare/running.ts';
import { gatewaySettings } from './compare/systems.ts';
import { answerOf, readTruth, restPathOf } from './compare/truth.ts';
import { startUpstream } from './compare/upstream.ts';
import type { Workload } from './compare/workloads.ts';

/** Load and upstream share one core, the system under test has the other. */
const cores = { load: '0', system: '1' };
/** The upstream takes any. */
const accountId = '0123456789abcdef0123456789abcdef';
const token = 'token-of-the-bench';

const flags = readFlags(process.argv.slice(2));
const lacks = missing();
if (lacks.length > 0) {
  console.error(lacks.join('\n'));
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const upstream = await startUpstream(folder, cores.load);
printHead();
for (const workload of flags.workloads) await compare(workload);
process.exit();

async function compare(workload: Workload): Promise<void> {
  console.log(`\n### ${workload.name}: ${workload.title}\n`);
  const running: Running[] = [];
  try {
    const absent = await startAll(workload, running);
    const [reference = running.at(-1)] = flags.references.flatMap((name) => running.find(({ system }) => system.name === name) ?? []);
    if (reference === undefined) throw new Error('there is nothing to measure');
    console.log(
      `${workload.connections} connections; ratios to ${reference.system.title}; gateway with \`${gatewaySettings(workload)}\`\n`,
    );
    const options = { workload, seconds: flags.seconds, folder, upstream, core: cores.load };
    const series = await runRounds(running, reference, flags.rounds, options);
    for (const line of tableOf(series, workload.size, absent)) console.log(line);
    for (const fault of series.flatMap((one) => faultOf(one) ?? [])) complain(fault);
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
  }
}

/** Starts what takes part, and tells why the others do not: by their titles. */
async function startAll(workload: Workload, running: Running[]): Promise<Map<string, string>> {
  const absent = new Map<string, string>();
  const base = (latencyMs: number) => `${upstream.baseUrl(latencyMs)}/accounts/${accountId}`;
  const truth = await readTruth(workload, base(0));
  const job = {
    workload,
    baseUrl: upstream.baseUrl(workload.latencyMs),
    accountId,
    token,
    restUrl: base(workload.latencyMs) + restPathOf(workload),
    answer: answerOf(workload, truth),
    folder,
  };
  for (const system of flags.systems) {
    const { isLimit = false, showsGrowth = false } = system;
    if (workload.isGrowth && (isLimit || !(showsGrowth || flags.areSystemsNamed))) continue;
    const reason = whyNot(system);
    try {
      if (reason === undefined) running.push(await startSystem(system, job, truth, cores.system));
      else absent.set(system.title, reason);
    } catch (error) {
      complain(String(error));
      absent.set(system.title, 'it failed, see above');
    }
  }
  return absent;
}

function printHead(): void {
  const [processor] = cpus();
  // Figures of a machine that is busy with other things say little, so the reader is told.
  const [load = NaN] = loadavg();
  const machine = `${processor?.model ?? 'an unknown processor'}, ${availableParallelism()} cores, load average ${load.toFixed(1)} before`;
  console.log(`\`${['npm run bench --', ...process.argv.slice(2)].join(' ')}\` on ${machine}, Node ${process.version}.`);
  console.log(
    `Medians of ${flags.rounds} rounds of ${flags.seconds} s; ratios are medians of those of pairs run one after the other. ${containerInWords}`,
  );
}

/** Notes a fault: the bench goes on, and ends with 1. */
function complain(fault: string): void {
  console.error(fault);
  process.exitCode = 1;
}
