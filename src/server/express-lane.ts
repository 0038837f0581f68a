/**
 * The short way for what is asked most: a query that came before, in the plainest of requests, and that succeeds. It goes through the same
 * checks as all others, but not through Yoga, whose generality costs more than the query. Whatever is out of the ordinary, in the request or
 * in what comes of it, goes on to Yoga with what is known by then: so there is one place that refuses, and one that writes errors.
 * `test/express-lane.test.ts` compares both ways, headers included.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import { isLoopback } from '../config/variables.ts';
import type { Variables } from '../documents/nodes.ts';
import type { ExpressParts } from '../gateway.ts';
import { costOf, quotaHeaders } from '../plugins/bill.ts';
import { operationOf, refusalOf } from '../plugins/documents.ts';
import { ambiguityIn } from '../plugins/json-ambiguity.ts';
import { type Carried, depart, type Visit } from '../plugins/visit.ts';
import { Cancellation } from '../upstream/cancellation.ts';

/** Answers a request by Yoga. What is carried was found out before. */
export type Onward = (request: IncomingMessage, response: ServerResponse, carried?: Carried) => void;

const endpoint = '/graphql';
const bodyTypes = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8']);
/** What is written for what is accepted. */
const answerTypes: Readonly<Record<string, string>> = {
  '*/*': 'application/json; charset=utf-8',
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};
/** Headers that ask for more than the short way can do. */
const extraordinary = ['content-encoding', 'transfer-encoding', 'origin', 'x-gateway-trace', 'expect'] as const;
const plainHost = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?$/i;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The headers of a Node request as the plugins read them. */
function headersOf({ headers }: IncomingMessage) {
  return {
    get: (name: string): string | null => {
      const value = headers[name];
      return typeof value === 'string' ? value : (value?.join(', ') ?? null);
    },
  };
}

/** Takes the short way with what may, and hands the rest on. */
export function expressLane(parts: ExpressParts, onward: Onward): (request: IncomingMessage, response: ServerResponse) => void {
  const { compiled, documents, limits, loopbackOnly, identify, traffic, contextOf, masked, begin, tell } = parts;

  return (request, response) => {
    if (!isOrdinary(request)) {
      onward(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const body = chunks.length === 1 ? chunks[0] : undefined;
      void take(request, response, body ?? Buffer.concat(chunks));
    });
    // It went away before it was there: nobody waits for an answer.
    request.once('error', () => response.destroy());
  };

  function isOrdinary({ method, url, headers }: IncomingMessage): boolean {
    if (compiled === undefined || method !== 'POST' || url !== endpoint) return false;
    const { host = 'localhost', accept = '*/*', 'content-type': type = '', 'content-length': length } = headers;
    const [, name = ''] = plainHost.exec(host) ?? [];
    return (
      bodyTypes.has(type) &&
      accept in answerTypes &&
      length !== undefined &&
      Number(length) <= limits.bodyBytes &&
      extraordinary.every((header) => headers[header] === undefined) &&
      name !== '' &&
      (!loopbackOnly || isLoopback(name))
    );
  }

  async function take(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const visit = begin(headersOf(request));
    try {
      const outcome = await tryOrdinary(request, response, body, visit);
      if (outcome === undefined) onward(replay(request, body), response);
      else if ('carried' in outcome) onward(replay(request, body), response, outcome.carried);
    } catch {
      // Who asks is not known, or asks too much. That is said there.
      depart(visit.leave);
      onward(replay(request, body), response);
    }
  }

  /** Undefined for what is not ordinary, before anything was done for it. */
  async function tryOrdinary(request: IncomingMessage, response: ServerResponse, body: Buffer, visit: Visit) {
    const asked = readBody(body);
    if (asked === undefined) return undefined;
    const document = documents.known(asked.query);
    const operation = document && operationOf(document, asked.operationName);
    const execute = operation && compiled?.ready(operation);
    if (operation === undefined || execute === undefined) return undefined;

    const headers = headersOf(request);
    // First who asks, as everywhere; and whether he may.
    const caller = await identify(headers);
    const variables = asked.variables ?? {};
    if (refusalOf(operation, caller, variables, limits) !== undefined) return undefined;
    visit.leave.push(traffic.enter(caller.id));
    Object.assign(visit, { caller, document, operation });

    const signal = new Cancellation();
    response.once('close', () => {
      depart(visit.leave);
      if (!response.writableFinished) signal.abort(new DOMException('The client is gone.', 'AbortError'));
    });
    const context = contextOf({ headers, signal }, { visit });
    const result = await execute(context, variables);
    // Variables that do not fit, and errors: said by Yoga, which does nothing a second time that was done.
    if (!('data' in result)) return { carried: { visit } };
    if (result.errors !== undefined) return { carried: { visit, context, result: { ...result, errors: result.errors.map(masked) } } };
    write(request, response, visit, context, result);
    return {};
  }

  function write(
    request: IncomingMessage,
    response: ServerResponse,
    visit: Visit,
    { rest }: ReturnType<typeof contextOf>,
    { data }: ExecutionResult,
  ) {
    if (response.destroyed) return;
    const text = `{"data":${JSON.stringify(data)},"extensions":{"cost":${JSON.stringify(costOf(rest))}}}`;
    const length = Buffer.byteLength(text);
    response.writeHead(200, {
      'content-type': answerTypes[request.headers.accept ?? '*/*'],
      ...quotaHeaders(rest),
      'content-length': length,
      'x-request-id': visit.requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // ASCII is the same in both, and as latin1 it goes out together with the headers.
    response.end(text, length === text.length ? 'latin1' : 'utf8');
    depart(visit.leave);
    tell(visit, 200, []);
  }
}

interface Asked {
  readonly query: string;
  readonly variables: Variables | undefined;
  readonly operationName: string | undefined;
}

const known = new Set(['query', 'variables', 'operationName']);

/** What a body asks; undefined if it is not as plain as can be. */
function readBody(body: Buffer): Asked | undefined {
  try {
    const text = utf8.decode(body);
    const asked = JSON.parse(text) as Partial<Record<keyof Asked, unknown>> | null;
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked) || !Object.keys(asked).every((key) => known.has(key)))
      return undefined;
    const { query, variables = {}, operationName } = asked;
    const isPlain = typeof query === 'string' && typeof variables === 'object' && variables !== null && !Array.isArray(variables);
    if (!isPlain || !(operationName === undefined || typeof operationName === 'string') || ambiguityIn(text) !== undefined)
      return undefined;
    return { query, variables: variables as Variables, operationName };
  } catch {
    return undefined;
  }
}

/** A request whose body was read, with its body. */
function replay({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
