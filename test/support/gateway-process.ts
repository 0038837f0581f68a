/** The gateway as operators run it: a Node process of its own, on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

const project = new URL('../..', import.meta.url).pathname;

export interface GatewayProcess {
  readonly child: ChildProcess;
  /** Of the GraphQL endpoint; resolves once the first line is there. */
  readonly url: Promise<string>;
  /** All that it printed so far. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** Starts it with nothing but these variables; the test at hand ends it if it has not ended. */
export function startGatewayProcess(env: Record<string, string>, command = [process.execPath, 'src/node.ts']): GatewayProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: project, env: { PORT: '0', ...env } });
  let text = '';
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/\S+\/graphql/.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => {
      reject(new Error(`ended before it listened:\n${text}`));
    });
  });
  url.catch(() => undefined);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exit;
  });
  return { child, url, output: () => text, exit };
}
