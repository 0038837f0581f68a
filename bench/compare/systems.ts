/** The systems under test, each as a command that listens on a port of loopback. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerEnvironment, containerOptions } from '../container.ts';
import { tailcall } from './tailcall.ts';
import type { Command, System, Target } from './system.ts';
import type { Workload } from './workloads.ts';

const project = join(import.meta.dirname, '../..');
const peers = join(project, 'bench/peers');

/** A file of the repository as a Node process. All are given what the gateway has in its image, so that none has more room or threads. */
function node(file: string, cwd: string, env: Command['env'], args: readonly string[] = []): Command {
  return { program: process.execPath, args: [...containerOptions, file, ...args], cwd, env: { ...containerEnvironment, ...env } };
}

const peer = (file: string) => (target: Target) => node(file, peers, peerEnvironment(target));

function peerEnvironment({ port, baseUrl, accountId, token, workload }: Target): Command['env'] {
  return {
    NODE_ENV: 'production',
    PORT: String(port),
    CLOUDFLARE_BASE_URL: baseUrl,
    CLOUDFLARE_ACCOUNT_ID: accountId,
    CLOUDFLARE_API_TOKEN: token,
    CACHE_TTL: String(workload.cacheSeconds),
  };
}

/** What one client that asks for all that the machine gives would run into, and what requests as large as this would. */
function raisedLimits({ size, isGrowth, connections }: Workload): Command['env'] {
  return {
    UPSTREAM_QUOTA: '9999999/3600',
    LIMIT_CALLER_RATE: '1000000',
    LIMIT_CALLER_CONCURRENCY: '100000',
    ...(isGrowth && size > 50 && { LIMIT_ALIASES: '1000', LIMIT_TOKENS: '100000' }),
    // On a slow machine a thousand in line take longer than one may wait, which is half of this. The peers refuse nobody.
    ...(connections >= 1_000 && { LIMIT_QUEUE_MS: '1000' }),
  };
}

/** The gateway as it is in its image, built, every protection on. */
function gateway(target: Target): Command {
  return node('dist/node.js', project, { ...peerEnvironment(target), ...raisedLimits(target.workload) });
}

/** The gateway's variables that are not as they are shipped, as one writes them before a command. */
export function gatewaySettings(workload: Workload): string {
  const settings = { CACHE_TTL: String(workload.cacheSeconds), ...raisedLimits(workload) };
  return Object.entries(settings)
    .map((setting) => setting.join('='))
    .join(' ');
}

/** Mesh composes first: that is not measured. */
function hive(target: Target): Command {
  const env = { ...peerEnvironment(target), PATH: process.env['PATH'] ?? '' };
  const graph = join(target.folder, 'supergraph.graphql');
  const tool = (name: string) => join(peers, 'node_modules/.bin', name);
  execFileSync(process.execPath, [tool('mesh-compose'), '-c', 'mesh.config.ts', '-o', graph], { cwd: peers, env, stdio: 'pipe' });
  return node(tool('hive-gateway'), peers, env, ['supergraph', graph, '-c', 'gateway.config.ts']);
}

function fromMemory(target: Target): Command {
  const file = join(target.folder, `answer-${target.port}.json`);
  writeFileSync(file, target.answer);
  return node('bench/systems/from-memory.ts', project, { PORT: String(target.port), ANSWER_FILE: file });
}

function bareProxy({ port, restUrl, token }: Target): Command {
  return node('bench/systems/bare-proxy.ts', project, { PORT: String(port), REST_URL: restUrl, CLOUDFLARE_API_TOKEN: token });
}

export const systems: readonly System[] = [
  {
    name: 'gateway',
    title: 'this gateway',
    dialect: 'graph',
    showsGrowth: true,
    command: gateway,
  },
  { name: 'tailcall', title: 'Tailcall 1.6.14 (Rust)', dialect: 'graph', isPeer: true, showsGrowth: true, command: tailcall },
  { name: 'hive', title: 'Hive Gateway 2.15 on Mesh OpenAPI', dialect: 'openapi', isPeer: true, command: hive },
  { name: 'apollo', title: 'Apollo Server 5 + RESTDataSource', dialect: 'graph', isPeer: true, command: peer('apollo.ts') },
  { name: 'mercurius', title: 'Mercurius 16 + loaders', dialect: 'graph', isPeer: true, showsGrowth: true, command: peer('mercurius.ts') },
  { name: 'yoga', title: 'plain Yoga + DataLoader + fetch', dialect: 'graph', isPeer: true, command: peer('yoga.ts') },
  { name: 'proxy', title: 'limit: bare node:http, one REST call', dialect: 'graph', isLimit: true, command: bareProxy },
  { name: 'memory', title: 'limit: bare node:http, bytes in memory', dialect: 'graph', isLimit: true, command: fromMemory },
];
