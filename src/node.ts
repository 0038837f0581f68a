/** The gateway as a Node process: environment, emulator if there is no account, HTTP server, first lines, orderly end. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CloudflareConfig, type Config, ConfigError, readConfig } from './config.ts';
import { createGateway } from './gateway.ts';
import type { GraphiQLPage, SampleTab } from './plugins/graphiql.ts';

/** How often a draining server closes connections that have become idle, in milliseconds. */
const idleSweepMs = 50;

/** What stops a start and needs no stack to be understood. */
class StartError extends Error {}

try {
  await main(readConfig(process.env));
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StartError ? error.message : error);
  process.exit(1);
}

async function main(config: Config): Promise<void> {
  let ready = true;
  const { cloudflare, tabs, closeUpstream } = config.cloudflare ? onAccount(config.cloudflare) : await onEmulator();
  const { yoga, close } = await createGateway(config, {
    cloudflare,
    graphiql: config.graphiql ? await loadGraphiQL(tabs) : undefined,
    isReady: () => ready,
  });

  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- Yoga answers its own failures
  const server = createServer(yoga);
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) => {
      reject(new StartError(`Cannot listen on ${config.host}:${config.port}: ${message}`));
    });
    server.listen(config.port, config.host, resolve);
  });
  let draining = false;
  const drain = () => {
    if (draining) return;
    draining = true;
    ready = false;
    // Connections that become idle from now on are closed, so that the server ends with its last answer.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, idleSweepMs);
    const limit = setTimeout(() => {
      server.closeAllConnections();
    }, config.drainTimeoutMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      void Promise.all([close(), closeUpstream()]).then(() => process.exit(0));
    });
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);

  // Last: who reads the address may tell the process to stop at once.
  console.log(firstLines(config, (server.address() as AddressInfo).port, tabs[0]));
}

interface Upstream {
  cloudflare: CloudflareConfig;
  tabs: readonly SampleTab[];
  closeUpstream: () => Promise<void>;
}

function onAccount(cloudflare: CloudflareConfig): Upstream {
  const query = `# Put in ids of your own.
query OneParticipant($appId: ID!, $meetingId: ID!, $participantId: ID!) {
  meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) {
    id
    name
    presetName
    customParticipantId
  }
}
`;
  const variables = JSON.stringify({ appId: '', meetingId: '', participantId: '' }, null, 2);
  return { cloudflare, tabs: [{ query, variables }], closeUpstream: () => Promise.resolve() };
}

async function onEmulator(): Promise<Upstream> {
  const [{ startEmulator }, { samples }] = await Promise.all([import('./emulator/server.ts'), import('./emulator/samples.ts')]);
  const { baseUrl, accountId, token, close } = await startEmulator();
  return { cloudflare: { baseUrl, accountId, token }, tabs: samples, closeUpstream: close };
}

async function loadGraphiQL(tabs: readonly SampleTab[]): Promise<GraphiQLPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return { render: renderGraphiQL, tabs };
}

function firstLines(config: Config, port: number, sample: SampleTab | undefined): string {
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host =
    everywhere || ['127.0.0.1', '::1'].includes(config.host) ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = `http://${host}:${port}/graphql`;
  const page = config.graphiql ? ' Open it in a browser to explore the graph.' : '';
  const listening = `RealtimeKit GraphQL gateway on ${address}${everywhere ? ' (and every other address of this machine)' : ''}.${page}`;
  if (config.cloudflare) return `${listening}\nCalls go to ${config.cloudflare.baseUrl} as account ${config.cloudflare.accountId}.`;

  const body = JSON.stringify({
    query: (sample?.query ?? '')
      .replace(/^#.*\n/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  });
  return `${listening}

No CLOUDFLARE_API_TOKEN is set, so this runs on the EMULATOR: a made-up account, nothing reaches Cloudflare.
For your own account set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID and start again.

A query to paste:

  curl ${address} -H 'content-type: application/json' -d '${body}'
`;
}
