/**
 * The short way for what is asked most: a query that came before, in the plainest of requests, and that succeeds. It goes through the same
 * checks as all others, but not through Yoga, whose generality costs more than the query. Whatever is out of the ordinary, in the request or
 * in what comes of it, goes on to Yoga with what is known by then: so there is one place that refuses, and one that writes errors.
 * `test/express-lane.test.ts` compares both ways, headers included.
 */
import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { isLoopback } from '../config/variables.ts';
import type { CompiledOperation } from '../documents/compiled-operations.ts';
import type { Variables } from '../documents/nodes.ts';
import { asError } from '../errors.ts';
import type { ExpressParts } from '../gateway.ts';
import { costOf, quotaHeaders } from '../plugins/bill.ts';
import { operationOf, refusalOf } from '../plugins/documents.ts';
import { ambiguityIn } from '../plugins/json-ambiguity.ts';
import { type Asking, type Carried, depart, type Visit } from '../plugins/visit.ts';
import { Cancellation } from '../upstream/cancellation.ts';
import type { RestClient } from '../upstream/client.ts';
import { atEndOfTurn } from '../upstream/end-of-turn.ts';

/** Answers a request by Yoga. What is carried was found out before. */
export type Onward = (request: IncomingMessage, response: ServerResponse, carried?: Carried) => void;

const endpoint = '/graphql';
const bodyTypes = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8']);
/** What is written for what is accepted. */
const answerTypes = new Map([
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
]);
/** Longer bodies are not what is asked most, in bytes. */
const longestBody = 32 * 1024;
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
  const { compiled, documents, lifted, limits, loopbackOnly, identify, traffic, contextOf, masked, begin, tell } = parts;
  const longest = Math.min(limits.bodyBytes, longestBody);
  let validHost: string | undefined;
  const write = atEndOfTurn((ready: Ready) => {
    const { response, visit } = ready;
    try {
      // Perhaps he left after all was done for him.
      if (!response.destroyed) writeNow(ready);
    } catch {
      response.destroy();
    }
    depart(visit.leave);
    tell(visit, 200, []);
  });

  return (request, response) => {
    if (!isOrdinary(request)) {
      onward(request, response);
      return;
    }
    // What nobody foresaw here leaves nothing that could be answered.
    void enter(request, response).catch(() => response.destroy());
  };

  function isOrdinary({ method, url, headers }: IncomingMessage): boolean {
    if (compiled === undefined || method !== 'POST' || url !== endpoint) return false;
    const { host = 'localhost', accept = '*/*', 'content-type': type = '', 'content-length': length } = headers;
    return (
      bodyTypes.has(type) &&
      answerTypes.has(accept) &&
      length !== undefined &&
      Number(length) <= longest &&
      extraordinary.every((header) => headers[header] === undefined) &&
      isGoodHost(host)
    );
  }

  function isGoodHost(host: string): boolean {
    if (host === validHost) return true;
    const [, name = ''] = plainHost.exec(host) ?? [];
    if (name === '' || !URL.canParse(`http://${host}`) || (loopbackOnly && !isLoopback(name))) return false;
    validHost = host;
    return true;
  }

  /** First who asks, and whether he asks too much, before anything is read. */
  async function enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = headersOf(request);
    const visit = begin(headers);
    const signal = new Cancellation();
    response.once('close', () => {
      depart(visit.leave);
      if (!response.writableFinished) signal.abort(new DOMException('The client is gone.', 'AbortError'));
    });
    try {
      const found = identify(headers);
      const caller = found instanceof Promise ? await found : found;
      if (signal.aborted) return;
      visit.leave.push(traffic.enter(caller.id));
      visit.caller = caller;
    } catch (error) {
      onward(request, response, { visit, refusal: asError(error) });
      return;
    }
    const body = await bodyOf(request);
    if (body === undefined || response.destroyed) {
      // He left before he had said what he wants.
      tell(visit, 400, ['BAD_REQUEST']);
      response.destroy();
      return;
    }
    const carried = await tryOrdinary(request, response, body, visit, { headers, signal });
    if (carried !== undefined) onward(replay(request, body), response, carried);
  }

  /** Answers what is ordinary and succeeds; of anything else, what is known of it. */
  async function tryOrdinary(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    visit: Visit,
    asking: Asking & { signal: Cancellation },
  ): Promise<Carried | undefined> {
    const asked = readBody(body);
    const known = asked && documents.known(asked.query);
    const found = asked && known === undefined ? lifted.find(asked.query) : undefined;
    const document = known ?? found?.document;
    const operation = document && operationOf(document, asked?.operationName);
    // A document that was lifted comes by nowhere else.
    const execute = operation && (found ? compiled?.sight(document, operation) : compiled?.ready(operation));
    if (asked === undefined || document === undefined || operation === undefined || execute === undefined) return { visit };
    const variables = found === undefined ? (asked.variables ?? {}) : { ...asked.variables, ...found.values };
    if (refusalOf(operation, visit.caller, variables, limits) !== undefined) return { visit };
    visit.document = found ? { ...document, hash: Promise.resolve(hash('sha256', asked.query)) } : document;
    visit.operation = operation;

    const context = contextOf(asking, { visit });
    const result = await executed(execute, context, variables);
    if (asking.signal.aborted) {
      tell(visit, 200, []);
      return undefined;
    }
    // Variables that do not fit, and errors: said by Yoga, which does nothing a second time that was done. Of a text whose strings were
    // lifted it makes the answer anew, from what was read: errors tell places in that text.
    if (!('data' in result)) return { visit };
    if (result.errors !== undefined && found) return { visit };
    if (result.errors !== undefined) return { visit, context, result: { ...result, errors: result.errors.map(masked) } };
    write({ request, response, visit, rest: context.rest, data: result.data });
    return undefined;
  }

  function writeNow({ request, response, visit, rest, data }: Ready): void {
    const shown = JSON.stringify(data);
    const text = `{"data":${shown},"extensions":{"cost":${JSON.stringify(costOf(rest))}}}`;
    // Only the data may hold other than ASCII. Of the whole text the length would be known when it has been copied into one piece.
    const length = text.length - shown.length + Buffer.byteLength(shown);
    const headers = quotaHeaders(rest);
    headers['content-type'] = answerTypes.get(request.headers.accept ?? '*/*') ?? '';
    headers['content-length'] = String(length);
    headers['x-request-id'] = visit.requestId;
    headers['x-content-type-options'] = 'nosniff';
    headers['cache-control'] = 'no-store';
    response.writeHead(200, headers);
    // ASCII is the same in both, and as latin1 it goes out together with the headers.
    response.end(text, length === text.length ? 'latin1' : 'utf8');
  }
}

/** An answer that is ready to be written. */
interface Ready {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly visit: Visit;
  readonly rest: RestClient;
  readonly data: ExecutionResult['data'];
}

/** What an operation gives; what is thrown although nothing should be is an error in the answer. */
async function executed(execute: CompiledOperation, context: object, variables: Variables): Promise<ExecutionResult> {
  try {
    return await execute(context, variables);
  } catch (error) {
    const { message } = asError(error);
    return { errors: [new GraphQLError(message, { cause: error })], data: null };
  }
}

/** The body; undefined if it ends before its end. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Not `once`: what comes later changes nothing, and to take listeners away costs more than to have them.
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    const breakOff = () => {
      resolve(undefined);
    };
    request.on('error', breakOff);
    request.on('close', breakOff);
  });
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
