/** Tailcall: fills in its configuration, and starts its binary with a newer C library where the system's is too old. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Target } from './system.ts';

const peers = join(import.meta.dirname, '../peers');
const binary = join(peers, 'node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall');
const library = join(peers, 'glibc');
const loader = join(library, 'ld-linux-x86-64.so.2');

/** The binary, by the loader of the C library that `glibc.sh` unpacked if it is there. */
function program(): readonly [string, ...string[]] {
  return existsSync(loader) ? [loader, '--library-path', library, binary] : [binary];
}

/** Why it does not run here; undefined if it does. */
export function whyNoTailcall(): string | undefined {
  const [command, ...args] = program();
  const { status, error, stderr } = spawnSync(command, [...args, '--version'], { env: { TAILCALL_TRACKER: 'false' }, encoding: 'utf8' });
  if (status === 0) return undefined;
  const reason = error?.message ?? stderr.trim().split('\n')[0] ?? '';
  return `${reason} (bench/peers/glibc.sh unpacks a newer C library for it)`;
}

export function tailcall({ workload, port, baseUrl, accountId, token, folder }: Target): Command {
  const file = join(folder, `tailcall-${port}.graphql`);
  const configuration = readFileSync(join(peers, 'tailcall.graphql'), 'utf8')
    .replaceAll('PORT', String(port))
    .replaceAll('BASE_URL', `${baseUrl}/accounts/${accountId}/realtime/kit`)
    .replaceAll('TOKEN', token)
    .replaceAll('@cache(maxAge: CACHE)', workload.cacheSeconds > 0 ? `@cache(maxAge: ${workload.cacheSeconds * 1000})` : '');
  writeFileSync(file, configuration);
  const [command, ...args] = program();
  return { program: command, args: [...args, 'start', file], cwd: folder, env: { TAILCALL_TRACKER: 'false' } };
}
