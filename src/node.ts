/** The gateway as a Node process: environment, emulator if there is no account, HTTP server, orderly end. */
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { type Config, ConfigError, readConfig } from './config.ts';
import type { Compile } from './documents/compiled-operations.ts';
import { ManifestError, readManifest, type TrustedDocuments } from './documents/manifest.ts';
import { asError } from './errors.ts';
import { createGateway } from './gateway.ts';
import type { GraphiQLPage, SampleTab } from './plugins/graphiql.ts';
import { Admission } from './server/admission.ts';
import { answerBy } from './server/answer.ts';
import { watchEventLoop } from './server/event-loop.ts';
import { announcement, welcome } from './server/first-lines.ts';
import { close, createListener, createMetricsListener, listen } from './server/listener.ts';
import { createLog, logObserver } from './server/log.ts';
import { createMetrics } from './server/metrics.ts';
import { onAccount, type UpstreamChoice } from './server/upstream-choice.ts';

/** What stops a start and needs no stack to be understood. */
class StartError extends Error {}

/** Lines of the log that are written together, in UTF-16 code units, and how long the last ones wait for more, in milliseconds. */
const logLength = 12 * 1024;
const logFlushMs = 100;
/** When the compiler of queries is loaded, in milliseconds after the gateway listens. */
const compilerDelayMs = 500;

try {
  await main(readConfig(process.env));
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StartError ? error.message : error);
  process.exit(1);
}

async function main(config: Config): Promise<void> {
  const output = pino.destination({ fd: 1, sync: false });
  // Put together here: the destination would count the bytes of all that waits anew with each line.
  let lines = '';
  const flush = () => {
    if (lines !== '') output.write(lines);
    lines = '';
  };
  const write = (line: string) => {
    lines += line;
    if (lines.length >= logLength) flush();
  };
  setInterval(flush, logFlushMs).unref();
  process.on('exit', () => {
    flush();
    output.flushSync();
  });
  const log = createLog(config.logLevel, { write });
  const trustedDocuments = readTrustedDocuments(config.trustedDocuments);

  let isEnding = false;
  const upstream = config.cloudflare ? onAccount(config.cloudflare) : await onEmulator();
  const metrics = createMetrics();
  const tracing = config.tracing && (await import('./server/tracing.ts')).startTracing(config.tracing);
  const { lagMs, isBusy, stop: stopWatching } = watchEventLoop();
  const compiler: { compile?: Compile } = {};
  const gateway = await createGateway(config, {
    cloudflare: upstream.cloudflare,
    graphiql: config.graphiql ? await loadGraphiQL(upstream.tabs) : undefined,
    trustedDocuments,
    compile: (...operation) => compiler.compile?.(...operation),
    isReady: () => !isEnding,
    isBusy,
    observers: [logObserver(log), metrics.observer, ...(tracing ? [tracing.observer] : [])],
    log,
  });
  metrics.watch(gateway.vitals);
  assertTrustworthy(trustedDocuments, gateway.documents);

  const admission = new Admission(
    config.loadLimits,
    () => lagMs() > config.loadLimits.lagMs,
    () => performance.now(),
  );
  const server = createListener({
    handle: answerBy(gateway, log),
    admission,
    metrics,
    showMetrics: config.metricsPort === undefined,
    isEnding: () => isEnding,
  });
  const metricsServer = createMetricsListener(metrics);
  await listenOrSay(server, config.port, config.host);
  if (config.metricsPort !== undefined) await listenOrSay(metricsServer, config.metricsPort, config.host);

  const { promise: hurried, resolve: hurry } = Promise.withResolvers<undefined>();
  const end = async (code: number, delayMs: number) => {
    if (isEnding) {
      hurry(undefined);
      return;
    }
    isEnding = true;
    await admission.holdNone();
    // Until those who send requests have seen that `/ready` says no, they send some more, which are answered.
    await Promise.race([hurried, new Promise((resolve) => setTimeout(resolve, delayMs))]);
    await close(server, config.drainTimeoutMs);
    stopWatching();
    await Promise.allSettled([close(metricsServer, 0), gateway.close(), upstream.close(), tracing?.stop()]);
    process.exit(code);
  };
  process.on('SIGTERM', () => void end(0, config.drainDelayMs));
  // Somebody sits at the terminal and waits for it.
  process.on('SIGINT', () => void end(0, 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => {
      log.error({ err: asError(thrown), event }, 'nobody foresaw this; the process ends');
      void end(1, 0);
    });
  }

  // Last: who reads the address may tell the process to stop at once.
  const { port } = server.address() as AddressInfo;
  if (config.cloudflare === undefined) console.log(welcome(config, port, upstream.tabs[0]));
  else createLog('info', { write }).info({ port }, announcement(config, port));
  // Whoever waits for this line does not wait for others that are written along.
  flush();
  // Not before: to load it takes as long as a quarter of the start, and whoever waits for the gateway to be ready would wait for it.
  setTimeout(() => void loadCompiler(compiler), compilerDelayMs).unref();
}

/** The first to ask are answered without it. */
async function loadCompiler(compiler: { compile?: Compile }): Promise<void> {
  compiler.compile = (await import('./server/compile.ts')).compile;
}

async function onEmulator(): Promise<UpstreamChoice> {
  const [{ startEmulator }, { samples }] = await Promise.all([import('./emulator/server.ts'), import('./emulator/samples.ts')]);
  const { baseUrl, accountId, token, close: closeEmulator } = await startEmulator();
  return { cloudflare: { baseUrl, accountId, token }, tabs: samples, close: closeEmulator };
}

async function loadGraphiQL(tabs: readonly SampleTab[]): Promise<GraphiQLPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return { render: renderGraphiQL, tabs };
}

function readTrustedDocuments(file: string | undefined): TrustedDocuments | undefined {
  if (file === undefined) return undefined;
  // Not by `import` (see `server/listener.ts`): that has Node load promises for files and all that reads lines.
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    return readManifest(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof ManifestError) throw new StartError(`TRUSTED_DOCUMENTS: ${error.message}`);
    throw new StartError(`TRUSTED_DOCUMENTS: ${file} cannot be read (${asError(error).message}).`);
  }
}

/** A document that would be refused when it is asked for is a fault of the list, and found at once. */
function assertTrustworthy(trusted: TrustedDocuments | undefined, documents: { read: (text: string) => unknown }): void {
  for (const [id, text] of trusted ?? []) {
    const read = documents.read(text);
    if (Array.isArray(read)) throw new StartError(`TRUSTED_DOCUMENTS: the document "${id}" is refused: ${asError(read[0]).message}`);
  }
}

async function listenOrSay(server: Parameters<typeof listen>[0], port: number, host: string): Promise<void> {
  await listen(server, port, host).catch((error: unknown) => {
    throw new StartError(`Cannot listen on ${host}:${port}: ${asError(error).message}`);
  });
}
