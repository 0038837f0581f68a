/** Programs that a bench runs beside itself. None of them outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Program {
  /** What the pattern found in its output. */
  readonly said: RegExpExecArray;
  /** Resolves when the process has ended. */
  stop: () => Promise<void>;
}

export interface ProgramOptions {
  env: Readonly<Record<string, string>>;
  args?: readonly string[];
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
export async function startProgram(file: string, { env, args = [], ready }: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: project,
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const exit = once(child, 'exit').then(() => running.delete(child));

  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = ready.exec(text);
      if (found) resolve(found);
    });
    void exit.then(() => {
      reject(new Error(`${file} ended before it was ready`));
    });
  });
  return {
    said,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
