/**
 * How long the gateway takes until it is ready, from the start of `node`: built, built and with V8's code from a former start, from its
 * sources, and Node by itself, one after the other so that the machine is the same for all. (The image has such code, which V8 takes on the
 * kind of processor that it was made on. So the bar is for a start without.) `npm run start-time [-- --rounds N]`. Ends with 1 above the bar.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnChild } from './children.ts';
import { containerEnvironment, containerInWords, containerOptions } from './container.ts';
import { median } from './median.ts';

/** Of the built gateway without GraphiQL, in milliseconds. */
const bar = 300;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const env = {
  PORT: '0',
  GRAPHIQL: 'false',
  NODE_ENV: 'production',
  CLOUDFLARE_API_TOKEN: 'token',
  CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
  CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4',
  ...containerEnvironment,
};

/** From the start until `GET /ready` is answered with 200, in milliseconds. */
async function untilReady(file: string, more: Readonly<Record<string, string>> = {}): Promise<number> {
  const startedAt = performance.now();
  const child = spawnChild(process.execPath, [...containerOptions, file], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.process.stdout ?? []) {
    text += String(chunk);
    const [, address] = /(http:\/\/\S+)\/graphql/.exec(text) ?? [];
    if (address === undefined) continue;
    const { status } = await fetch(`${address}/ready`);
    if (status !== 200) throw new Error(`${file} listens and is not ready: ${status}`);
    const ms = performance.now() - startedAt;
    // In order: that is when Node writes the code that V8 made.
    await child.stop();
    return ms;
  }
  throw new Error(`${file} ended before it listened:\n${text}`);
}

async function nodeAlone(): Promise<number> {
  const startedAt = performance.now();
  await once(spawnChild(process.execPath, ['-e', '0'], { stdio: 'ignore' }).process, 'exit');
  return performance.now() - startedAt;
}

const folder = await mkdtemp(join(tmpdir(), 'compiled-'));
const kinds = {
  'built (`node dist/node.js`)': () => untilReady('dist/node.js'),
  'the same with code from a former start': () => untilReady('dist/node.js', { NODE_COMPILE_CACHE: folder }),
  'sources (`node src/node.ts`)': () => untilReady('src/node.ts'),
  'Node alone (`node -e 0`)': nodeAlone,
};
const times = Object.entries(kinds).map(([name, take]) => ({ name, take, taken: [] as number[] }));
for (let round = 0; round <= Number(values.rounds); round += 1) {
  for (const { take, taken } of times) {
    const ms = await take();
    // The first round brings the files into the memory of the machine, and leaves the code of a former start.
    if (round > 0) taken.push(ms);
  }
}
await rm(folder, { recursive: true });

console.log(
  `From the start of Node ${process.version} until /ready is 200, without GraphiQL; ${values.rounds} rounds. ${containerInWords}\n`,
);
console.log('| | median ms | least | most |\n| --- | ---: | ---: | ---: |');
for (const { name, taken } of times) {
  console.log(`| ${name} | ${median(taken).toFixed(0)} | ${Math.min(...taken).toFixed(0)} | ${Math.max(...taken).toFixed(0)} |`);
}
const [built] = times;
if (built !== undefined && median(built.taken) >= bar) {
  console.log(`\nThe bar is ${bar} ms.`);
  process.exitCode = 1;
}
