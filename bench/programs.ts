/** Programs of the repository that a bench runs beside itself. */
import { spawnChild } from './children.ts';

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

/**
 * Runs a file of the repository as a Node process of its own. It gets these variables only: a token in the environment of
 * the bench must not reach it.
 *
 * @throws Error if the program ends before it is ready
 */
export async function startProgram(file: string, { env, args = [], ready }: ProgramOptions): Promise<Program> {
  const child = spawnChild(process.execPath, [file, ...args], {
    cwd: project,
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    let text = '';
    child.process.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = ready.exec(text);
      if (found) resolve(found);
    });
    void child.ended.then(() => {
      reject(new Error(`${file} ended before it was ready`));
    });
  });
  return { said, stop: () => child.stop() };
}
