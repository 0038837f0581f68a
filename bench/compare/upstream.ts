/** The REST API that every system asks: nginx with `upstream.lua`, on loopback, alive as long as the bench. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnChild } from '../children.ts';
import { freePort, untilItListens } from './ports.ts';

export interface Upstream {
  /** The base URL under which every answer waits so long. */
  baseUrl: (latencyMs: number) => string;
  /** REST calls since the start. */
  calls: () => Promise<number>;
  /** The same, when systems have ended what they began for clients that are gone: it would disturb the next run. */
  settledCalls: () => Promise<number>;
}

/** Without a call for so long nothing goes on any more. Longer than any answer waits. */
const settleMs = 150;

/** Starts it on one core; `folder` takes its configuration. */
export async function startUpstream(folder: string, core: string): Promise<Upstream> {
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(port));
  const { ended } = spawnChild('taskset', ['-c', core, 'nginx', '-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  await untilItListens(port, ended);
  const origin = `http://127.0.0.1:${port}`;
  const calls = async () => Number(await (await fetch(`${origin}/calls`)).text());
  return {
    baseUrl: (latencyMs) => `${origin}/${latencyMs}ms/client/v4`,
    calls,
    settledCalls: async () => {
      let before = -1;
      let now = await calls();
      while (now !== before) {
        await pause(settleMs);
        before = now;
        now = await calls();
      }
      return now;
    },
  };
}

/** The modules of nginx that it needs, where this nginx looks for them. */
export function modules(): string[] {
  const said = execFileSync('sh', ['-c', 'nginx -V 2>&1'], { encoding: 'utf8' });
  const folder = /--modules-path=(\S+)/.exec(said)?.[1] ?? 'modules';
  return ['ndk_http_module.so', 'ngx_http_lua_module.so'].map((name) => join(folder, name));
}

function configuration(port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `
${modules()
  .map((file) => `load_module ${file};`)
  .join('\n')}
# One process in the foreground: it ends with the bench.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
worker_rlimit_nofile 65536;
events { worker_connections 32768; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  lua_shared_dict calls 64k;
  lua_package_path '${import.meta.dirname}/?.lua;;';
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /calls { content_by_lua_block { require('upstream').count() } }
    location / { content_by_lua_block { require('upstream').answer() } }
  }
}
`;
}
