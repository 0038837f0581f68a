/**
 * The gateway as operators run it, `node src/node.ts` with every protection on, in a process of its own; and a bare server of Node, which
 * shows what any server on it could do.
 */
import { readFileSync } from 'node:fs';
import { containerEnvironment, containerOptions } from './container.ts';
import { ticksPerSecond } from './cores.ts';
import { boundlessQuota } from './meeting.ts';
import { type Program, type ProgramOptions, startProgram } from './programs.ts';

/** A server on a port of this machine. */
export interface Server extends Program {
  /** Of the GraphQL endpoint. */
  readonly url: URL;
  /** Memory that is in use, in bytes. */
  rss: () => number;
  /** The most of it so far, in bytes. */
  peakRss: () => number;
  /** Seconds for which it has used a core so far. */
  cpuSeconds: () => number;
}

export interface Gateway extends Server {
  /** Lines of its log that tell of a fault of its own. */
  readonly faults: readonly string[];
}

/** Raised because all clients of a bench are one caller, and because what is measured is the gateway and not the quota. */
export const raised = {
  LIMIT_CALLER_CONCURRENCY: '100000',
  LIMIT_CALLER_RATE: '1000000',
  UPSTREAM_QUOTA: `${boundlessQuota.limit}/${boundlessQuota.windowSeconds}`,
};

const bytesPerKilobyte = 1024;
/** How both say where they listen. */
const ready = /http:\S+\/graphql/;

/** Starts it on a free port. `env` must lead it to the emulator. */
export async function startGateway(
  env: Readonly<Record<string, string>>,
  { nodeOptions = [], core }: Pick<ProgramOptions, 'nodeOptions' | 'core'> = {},
): Promise<Gateway> {
  const faults: string[] = [];
  const program = await startProgram('src/node.ts', {
    env: { PORT: '0', ...containerEnvironment, ...raised, ...env },
    nodeOptions: [...containerOptions, ...nodeOptions],
    core,
    ready,
    onLine: (line) => {
      if (line.startsWith('{"level":"error"')) faults.push(line);
    },
  });
  return { ...watched(program), faults };
}

/** Starts a bare server of Node that answers this text, whatever it is asked. */
export async function startBareNode(answer: string, core: number | undefined): Promise<Server> {
  const env = { ANSWER: answer, ...containerEnvironment };
  return watched(await startProgram('bench/bare-node.ts', { env, nodeOptions: containerOptions, core, ready }));
}

function watched(program: Program): Server {
  const ofProcess = (file: string) => readFileSync(`/proc/${program.pid}/${file}`, 'utf8');
  return {
    ...program,
    url: new URL(program.said[0]),
    rss: () => Number(/^VmRSS:\s+(\d+)/m.exec(ofProcess('status'))?.[1]) * bytesPerKilobyte,
    peakRss: () => Number(/^VmHWM:\s+(\d+)/m.exec(ofProcess('status'))?.[1]) * bytesPerKilobyte,
    cpuSeconds: () => {
      // The name of the program, which may hold spaces, is before the last parenthesis.
      const [, userTicks, systemTicks] = /\) .(?: \S+){10} (\d+) (\d+)/.exec(ofProcess('stat')) ?? [];
      return (Number(userTicks) + Number(systemTicks)) / ticksPerSecond;
    },
  };
}

/** Variables as a reader would type them. */
export function inWords(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `\`${name}=${value}\``)
    .join(', ');
}
