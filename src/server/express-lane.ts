/**
 * The short way for what is asked most: a query that came before, in the plainest of requests, and that succeeds. It goes through the same
 * checks as all others, but not through Yoga, whose generality costs more than the query. Whatever is out of the ordinary, in the request or
 * in what comes of it, goes on to Yoga with what is known by then: so there is one place that refuses, and one that writes errors.
 * `test/express-lane.test.ts` compares both ways, headers included.
 */
import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { isLoopback } from '../config/variables.ts';
import type { CompiledOperation } from '../documents/compiled-operations.ts';
import type { Variables } from '../documents/nodes.ts';
import { asError } from '../errors.ts';
import type { ExpressParts } from '../gateway.ts';
import { costOf, quotaHeaders } from '../plugins/bill.ts';
import { operationOf, refusalOf } from '../plugins/documents.ts';
import { type Asking, type Carried, depart, type Visit } from '../plugins/visit.ts';
import { Cancellation, type CancelSignal } from '../upstream/cancellation.ts';
import type { RestClient } from '../upstream/client.ts';
import { atEndOfTurn } from '../upstream/end-of-turn.ts';
import { AnswerMemory, type MadeAnswer } from './answer-memory.ts';
import { bodyOf, readBody, replay } from './ordinary-body.ts';
import { QueryPieces } from './query-pieces.ts';

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
  const { compiled, documents, lifted, limits, loopbackOnly, identify, traffic, contextOf, masked, begin, tell, caches } = parts;
  const longest = Math.min(limits.bodyBytes, longestBody);
  const memory = caches ? new AnswerMemory() : undefined;
  const pieces = new QueryPieces();
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
    const exchange = { request, response, visit, asking: { headers, signal }, key: memory?.keyOf(visit.caller, body) };
    if (tryKnown(exchange)) return;
    const carried = await tryOrdinary(exchange, body);
    if (carried !== undefined) onward(replay(request, body), response, carried);
  }

  /** Answers what was answered before, if all that it was made of still holds; whether it did. */
  function tryKnown({ request, response, visit, asking, key }: Exchange): boolean {
    const known = key === undefined || visit.caller === undefined ? undefined : memory?.find(key, visit.caller);
    if (known === undefined) return false;
    visit.told = known.told;
    const { rest } = contextOf(asking, { visit });
    if (!rest.stillAnswers(known.hits)) return false;
    for (const hit of known.hits) rest.bill.take(hit);
    write({ request, response, visit, rest, known });
    return true;
  }

  /** Answers what is ordinary and succeeds; of anything else, what is known of it. */
  async function tryOrdinary({ request, response, visit, asking, key }: Exchange, body: Buffer): Promise<Carried | undefined> {
    const piece = pieces.read(body);
    const asked = piece ?? readBody(body);
    const known = asked && documents.known(asked.query);
    const found = asked && known === undefined ? lifted.find(asked.query) : undefined;
    const document = known ?? found?.document;
    const operation = document && operationOf(document, asked?.operationName);
    // A document that was lifted comes by nowhere else.
    const execute = operation && (found ? compiled?.sight(document, operation) : compiled?.ready(operation));
    if (asked === undefined || document === undefined || operation === undefined || execute === undefined) return { visit };
    if (known !== undefined && piece === undefined) pieces.learn(body, known.text);
    const variables = found === undefined ? asked.variables : { ...asked.variables, ...found.values };
    if (refusalOf(operation, visit.caller, variables, limits) !== undefined) return { visit };
    visit.document = found ? { ...document, hash: Promise.resolve(hash('sha256', asked.query)) } : document;
    visit.operation = operation;

    const context = contextOf(asking, { visit });
    const result = await executed(execute, context, variables, asking.signal);
    if (result === undefined || asking.signal.aborted) {
      tell(visit, 200, []);
      return undefined;
    }
    // Variables that do not fit, and errors: said by Yoga, which does nothing a second time that was done. Of a text whose strings were
    // lifted it makes the answer anew, from what was read: errors tell places in that text.
    if (!('data' in result)) return { visit };
    if (result.errors !== undefined && found) return { visit };
    if (result.errors !== undefined) return { visit, context, result: { ...result, errors: result.errors.map(masked) } };
    write({ request, response, visit, rest: context.rest, data: result.data, key });
    return undefined;
  }

  /** The answer, which is kept if it is made of what the cache has. */
  function madeNow({ visit: { caller, document, operation }, rest, data, key }: Ready): Pick<MadeAnswer, 'text' | 'length'> {
    const shown = JSON.stringify(data);
    const text = `{"data":${shown},"extensions":{"cost":${JSON.stringify(costOf(rest))}}}`;
    // Only the data may hold other than ASCII. Of the whole text the length would be known when it has been copied into one piece.
    const length = text.length - shown.length + Buffer.byteLength(shown);
    const { hits } = rest.bill;
    if (key !== undefined && caller && document && operation && rest.bill.isOfCacheAlone) {
      const told = { name: operation.name, type: operation.type, hash: document.hash };
      memory?.keep(key, caller, { told, text, length, hits });
    }
    return { text, length };
  }

  function writeNow(ready: Ready): void {
    const { request, response, visit, rest, known } = ready;
    const { text, length } = known ?? madeNow(ready);
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

/** A request whose body was read, of who is known. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly visit: Visit;
  readonly asking: Asking & { readonly signal: Cancellation };
  /** Under what its answer is kept, if it may be. */
  readonly key: string | undefined;
}

/** An answer that is ready to be written: the data that it is to show, or the whole, made before. */
interface Ready extends Pick<Exchange, 'request' | 'response' | 'visit'> {
  readonly rest: RestClient;
  readonly known?: MadeAnswer;
  readonly data?: ExecutionResult['data'];
  readonly key?: string | undefined;
}

/** What an operation gives, undefined if nobody waits for it any more. What is thrown although nothing should be is an error in the answer. */
async function executed(
  execute: CompiledOperation,
  context: object,
  variables: Variables,
  signal: CancelSignal,
): Promise<ExecutionResult | undefined> {
  try {
    const result = await execute(context, variables);
    // Errors are made when they are asked for, which is here.
    return signal.aborted ? undefined : { ...result };
  } catch (error) {
    const { message } = asError(error);
    return { errors: [new GraphQLError(message, { cause: error })], data: null };
  }
}
