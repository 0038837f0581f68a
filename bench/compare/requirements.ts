/** What the bench needs of the machine. It installs nothing, and says what is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { System } from './system.ts';
import { whyNoTailcall } from './tailcall.ts';
import { modules } from './upstream.ts';

const tools = ['wrk', 'nginx', 'taskset'];
const installed = join(import.meta.dirname, '../peers/node_modules');
const built = join(import.meta.dirname, '../../dist/node.js');

/** What no run goes without, as sentences. */
export function missing(): string[] {
  const lacks: string[] = [];
  if (process.platform !== 'linux') lacks.push('It reads /proc and pins processes to cores: it runs on Linux only.');
  if (availableParallelism() < 2) lacks.push('It needs two cores: one for the system under test, one for load and upstream.');
  const absent = tools.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  if (!absent.includes('nginx')) absent.push(...modules().filter((file) => !existsSync(file)));
  if (absent.length > 0) lacks.push(`Not found: ${absent.join(', ')}. On Debian: apt-get install wrk nginx-light libnginx-mod-http-lua`);
  if (!existsSync(built)) lacks.push('The gateway is not built: npm run build');
  return lacks;
}

/** Why this system cannot be measured here; undefined if it can. */
export function whyNot({ name, isPeer = false }: System): string | undefined {
  if (isPeer && !existsSync(installed)) return 'not installed (cd bench/peers && npm ci)';
  return name === 'tailcall' ? whyNoTailcall() : undefined;
}
