/** The whole product in one process, as users meet it: an emulator and a gateway, each behind a real socket on loopback. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createGateway, type GatewayDependencies } from '../../src/gateway.ts';
import type { Bill, TraceEntry } from '../../src/upstream/bill.ts';
import { answerBy } from '../../src/server/answer.ts';
import { compile } from '../../src/server/compile.ts';
import { createLog, logObserver } from '../../src/server/log.ts';
import { type Clock, systemClock } from '../../src/upstream/clock.ts';

export interface GraphQLAnswer {
  status: number;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions: { cost: Cost; trace?: TraceEntry[] };
  headers: Headers;
}

export type Cost = ReturnType<Bill['toJSON']>;

export interface Stack {
  readonly emulator: Emulator;
  /** Of the gateway's GraphQL endpoint. */
  readonly url: string;
  readonly query: (query: string, variables?: Record<string, unknown>, init?: RequestInit) => Promise<GraphQLAnswer>;
  /** A call straight to the REST API, past the gateway and its ledger; resolves to the status. */
  readonly rest: (method: string, path: string, body?: unknown) => Promise<number>;
  /** The body of a GET straight to the REST API, past the gateway and its ledger. */
  readonly restBody: (path: string) => Promise<unknown>;
  /** The REST calls made so far, as `GET /a…/participants?page_no=1`. */
  readonly calls: () => string[];
  /** How many clients have left before the gateway had answered them. */
  readonly left: () => number;
  readonly close: () => Promise<void>;
}

export interface StackOptions {
  emulator?: EmulatorOptions;
  /** Differences from the defaults of the environment. */
  config?: Partial<Config>;
  dependencies?: Partial<GatewayDependencies>;
}

/** Time that passes at once: retries do not pause, so no test waits for chance. */
export const hastyClock: Clock = { ...systemClock, wait: () => Promise.resolve() };

/** Starts both; the test at hand ends them. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const stack = await launchStack(options);
  onTestFinished(stack.close);
  return stack;
}

/** Starts both for whoever ends them himself. */
export async function launchStack(options: StackOptions = {}): Promise<Stack> {
  const { emulator, baseUrl, accountId, token, close: closeEmulator } = await startEmulator(options.emulator);
  const config = { ...readConfig({ LOG_LEVEL: 'error' }), ...options.config };
  const log = createLog(config.logLevel, process.stdout);
  const gateway = await createGateway(config, {
    cloudflare: { baseUrl, accountId, token },
    clock: hastyClock,
    observers: [logObserver(log)],
    log,
    compile,
    ...options.dependencies,
  });
  const server = createServer(answerBy(gateway, log));
  let left = 0;
  server.prependListener('request', (_request, response) => {
    response.once('close', () => {
      if (!response.writableFinished) left += 1;
    });
  });
  const url = `${await listen(server)}/graphql`;

  return {
    emulator,
    url,
    query: (query, variables, init) => post(url, { query, variables }, init),
    rest: async (method, path, body) => {
      const response = await fetch(`${baseUrl}/accounts/${accountId}/realtime/kit${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      emulator.calls.pop();
      return response.status;
    },
    restBody: async (path) => {
      const response = await fetch(`${baseUrl}/accounts/${accountId}/realtime/kit${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      emulator.calls.pop();
      return (await response.json()) as unknown;
    },
    calls: () => emulator.calls.map(({ method, path }) => `${method} ${path}`),
    left: () => left,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
      await closeEmulator();
    },
  };
}

async function post(url: string, body: unknown, init: RequestInit = {}): Promise<GraphQLAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  });
  const { data, errors, extensions } = (await response.json()) as Omit<GraphQLAnswer, 'errors'> & Partial<GraphQLAnswer>;
  return { status: response.status, data, errors: errors ?? [], extensions, headers: response.headers };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
