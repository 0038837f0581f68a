/** Programs that a bench runs beside itself. None of them outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pinnedTo } from './cores.ts';

export interface Program {
  /** What the pattern found in its output. */
  readonly said: RegExpExecArray;
  readonly pid: number;
  /** Its code when it has ended; null if a signal ended it. */
  readonly exit: Promise<number | null>;
  /** Resolves when the process has ended. */
  stop: () => Promise<void>;
}

export interface ProgramOptions {
  env: Readonly<Record<string, string>>;
  args?: readonly string[];
  /** Options of Node itself. */
  nodeOptions?: readonly string[];
  /** The only core that it may use; undefined leaves that to the system. */
  core?: number | undefined;
  /** Gets each line of its output. */
  onLine?: (line: string) => void;
  /** In its output once it is ready. */
  ready: RegExp;
}

const project = new URL('..', import.meta.url).pathname;
const running = new Set<ChildProcess>();

// However the bench ends: an exception ends it by `exit` as well, and so do these signals.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/**
 * Runs a file of the repository as a Node process of its own. It gets these variables only: a token in the environment of
 * the bench must not reach it.
 *
 * @throws Error if the program ends before it is ready
 */
export async function startProgram(file: string, options: ProgramOptions): Promise<Program> {
  const { env, args = [], nodeOptions = [], core, ready, onLine } = options;
  const [program = '', ...words] = [...pinnedTo(core), process.execPath, ...nodeOptions, file, ...args];
  const child = spawn(program, words, { cwd: project, env: { NODE_ENV: 'production', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const exit = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });

  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  // Nothing of it is kept once it is ready: a log goes on for as long as the program does.
  let text: string | undefined = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (text === undefined) return;
    text += chunk.toString();
    const found = ready.exec(text);
    if (found === null) return;
    text = undefined;
    resolve(found);
  });
  if (onLine) createInterface(child.stdout).on('line', onLine);
  void exit.then(() => {
    reject(new Error(`${file} ended before it was ready`));
  });
  const said = await promise;
  return {
    said,
    pid: child.pid ?? NaN,
    exit,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
