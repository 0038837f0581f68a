/** The REST API as resources see it: reads and writes, checked answers, typed errors. */
import { GatewayError } from '../errors.ts';
import { type Access, assertMayWrite, fullAccess, isHidden } from './access.ts';
import type { AnswerStore } from './answer-store.ts';
import { andThen, type Awaitable } from './awaitable.ts';
import type { Bill, CacheHit } from './bill.ts';
import { Breakers, type OpenBreaker } from './breaker.ts';
import type { CancelSignal } from './cancellation.ts';
import { Cache, type CacheRules } from './cache.ts';
import type { Clock } from './clock.ts';
import { concurrency, neverAborted } from './concurrency.ts';
import { type Credential, scopeOf } from './credential.ts';
import { deadline } from './deadline.ts';
import { detailOf, unwrap } from './envelope.ts';
import { Epochs } from './epochs.ts';
import { compose, ConnectionError, type Read, type ReadRequest, Refusal, type Send, type UpstreamRequest } from './layer.ts';
import { guarded } from './guards.ts';
import { meter } from './meter.ts';
import { type CallObserver, observe } from './observe.ts';
import { canonicalId, type Path, type Query, rowOf } from './path.ts';
import { QuotaGovernor, type QuotaLevel, type QuotaRules, type QuotaState } from './quota.ts';
import { retry } from './retry.ts';
import { singleFlight } from './single-flight.ts';
import { Slots } from './slots.ts';
import type { Shape } from './wire.ts';

/** A GET of the REST API. */
export interface ReadOperation<T> {
  /** Its id in RealtimeKit's OpenAPI document. */
  readonly id: string;
  /** The whole answer, envelope included. */
  readonly answer: Shape<T>;
  /** The answer holds a secret: it is never kept. */
  readonly secret?: true;
  /** Where the answer tells which object it is about. */
  readonly idOf?: { readonly field: string; readonly read: (answer: T) => string };
}

/** A POST, PUT, PATCH or DELETE of the REST API. */
export interface WriteOperation<T> {
  readonly id: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly answer: Shape<T>;
}

export interface ReadOptions<T> {
  /** What the call is made for, in words for the trace. */
  why: string;
  query?: Query;
  /** The object that was asked for: an answer about another one is refused. */
  expectedId?: string;
  /** The paths of other reads that the answer answers as well, with their answers. */
  alsoAnswers?: ReadRequest<T>['alsoAnswers'];
  /** What of the answer is kept; all by default, and nothing of an operation whose answer holds a secret. */
  keeps?: 'answer' | 'rows';
  /** Changes an answer in place before it is kept or shared: takes its secrets out, say. */
  refine?: ((answer: T) => void) | undefined;
}

export interface WriteOptions<T> {
  /** What the call is made for, in words for the trace. */
  why?: string;
  /** Changes the answer in place before anybody sees it: takes its secrets out, say. */
  refine?: ((answer: T) => void) | undefined;
  /** One of many writes that are made at once: they leave a part of the quota to others. */
  isOneOfMany?: boolean;
  /** Whether it is made even if its caller has left before. */
  isSeenThrough?: boolean;
}

/** The client of one GraphQL operation: its credential, its signal, its bill, its share of the connections. */
export interface RestClient {
  readonly bill: Bill;
  /** Keeps tenants apart in whatever outlives the operation. */
  readonly scope: string;
  /** Whether the caller wants no answer that is older than its question. */
  readonly fresh: boolean;
  /** Whether a look at the cache may find something. */
  readonly remembers: boolean;
  /** The same client, for reads whose answers must not be older than they are. */
  freshly: () => RestClient;
  /**
   * The answer, checked; null if RealtimeKit says that there is no such object.
   *
   * @throws GatewayError by the table of codes in `errors.ts`
   */
  read: <T>(operation: ReadOperation<T>, path: Path, options: ReadOptions<T>) => Promise<T | null>;
  /** What the cache has of a point read, at its own path or others, and is fresh; undefined if it has nothing. */
  peek: <T>(operation: ReadOperation<T>, path: Path, others?: readonly Path[]) => Awaitable<T | null | undefined>;
  /** Whether the cache would answer all these reads, once answered from it under the same scope and access, with the very same. */
  stillAnswers: (hits: readonly CacheHit[]) => boolean;
  /** What the cache had of a point read that cannot be had now because of this error; undefined if nothing will do. */
  salvage: <T>(operation: ReadOperation<T>, path: Path, error: Error, others?: readonly Path[]) => Promise<T | undefined>;
  /**
   * Changes something and drops what the cache holds of these paths, whatever came of it.
   *
   * @throws GatewayError by the table of codes in `errors.ts`, `NOT_FOUND` if RealtimeKit says that there is no such object;
   * with `outcome: UNKNOWN` if it may have been done all the same
   */
  write: <T>(operation: WriteOperation<T>, path: Path, body: unknown, touches: readonly Path[], options?: WriteOptions<T>) => Promise<T>;
  /** What is left of the credential's quota. */
  quota: () => QuotaState;
}

export interface RestClientOptions {
  credential: Credential;
  /** Aborts every call when the caller goes away. */
  signal: CancelSignal;
  bill: Bill;
  fresh: boolean;
  /** What the caller may do; everything if not said. */
  access?: Access;
}

/** What is common to the clients of one gateway. */
export interface RestClients {
  /** The client of one GraphQL operation. */
  clientFor: (options: RestClientOptions) => RestClient;
  /** How it stands with the tokens that were used last, at most so many. */
  vitals: (most: number) => { quotas: readonly QuotaLevel[]; openBreakers: readonly OpenBreaker[] };
}

export interface UpstreamRules {
  timeoutMs: number;
  quota: QuotaRules;
  cache: CacheRules;
  /** Whether identical reads under way at the same time are one call. */
  singleFlight: boolean;
  /** Who is told of every call that is sent. */
  observers?: readonly CallObserver[];
}

/** Calls that one GraphQL operation has under way at the same time; the others wait. */
export const callsAtOnce = 16;

/**
 * The onion. Reads pass the cache and single flight, and become calls. Calls pass the layers of `send`, outermost first:
 * one deadline covers every try, and each try is paid for, fits the quota and passes the breaker.
 */
export function createRestClients(transport: Send, store: AnswerStore, rules: UpstreamRules, clock: Clock): RestClients {
  const governor = new QuotaGovernor(rules.quota, clock);
  const breakers = new Breakers(clock);
  const epochs = new Epochs();
  const cache = new Cache(store, rules.cache, epochs, clock);

  const send = compose<Send>(
    [
      concurrency,
      deadline(rules.timeoutMs),
      retry(clock),
      guarded([meter(clock), governor.guard, breakers.guard]),
      observe(rules.observers ?? [], clock),
    ],
    transport,
  );
  const call: Read = async (request) => {
    const response = await send(request);
    return { value: request.decode(response), bytes: response.bytes };
  };
  const read = compose<Read>([cache.answering, ...(rules.singleFlight ? [singleFlight(epochs)] : []), cache.keeping], call);

  return {
    clientFor: createClient,
    vitals: (most) => ({ quotas: governor.levels(most), openBreakers: breakers.open.slice(0, most) }),
  };

  function createClient({ credential, signal, bill, fresh: asked, access = fullAccess }: RestClientOptions): RestClient {
    const slots = new Slots(callsAtOnce);
    const scope = scopeOf(credential);
    return clientWith(asked);

    function clientWith(fresh: boolean): RestClient {
      const get = (operation: string, path: Path) =>
        ({ operation, method: 'GET', path, query: undefined, credential, signal, bill, slots, fresh }) as const;

      return {
        bill,
        scope,
        fresh,
        remembers: !fresh && rules.cache.ttlMs > 0,
        freshly: () => clientWith(true),
        read: async (operation, path, { why, query, expectedId, alsoAnswers, keeps = 'answer', refine }) => {
          if (isHidden(access, path.appId)) return null;
          if (operation.secret) bill.toldSecrets = true;
          const { value } = await read({
            operation: operation.id,
            method: 'GET',
            path,
            query,
            credential,
            bill,
            slots,
            why,
            signal,
            fresh,
            keeps: operation.secret ? 'nothing' : keeps,
            alsoAnswers,
            decode(response) {
              const body = unwrap(this, response, clock.now());
              if (body === undefined) return null;
              const answer = checked(operation, body, expectedId);
              refine?.(answer);
              return answer;
            },
          });
          return value;
        },
        peek: <T>({ id }: ReadOperation<T>, path: Path, others?: readonly Path[]) => {
          if (isHidden(access, path.appId)) return null;
          return andThen(cache.peek(get(id, path), others), (stored) => stored?.value as T | null | undefined);
        },
        stillAnswers: (hits) => !fresh && cache.stillAnswers(scope, hits),
        salvage: async <T>({ id }: ReadOperation<T>, path: Path, error: Error, others?: readonly Path[]) =>
          isHidden(access, path.appId) ? undefined : ((await cache.salvage(get(id, path), error, others))?.value as T | undefined),
        write: async ({ id, method, answer }, path, body, touches, options = {}) => {
          const { why = 'a write', refine, isOneOfMany = false, isSeenThrough = false } = options;
          const waiting = isSeenThrough ? neverAborted : signal;
          waiting.throwIfAborted();
          assertMayWrite(access, id, path.appId);
          const request: UpstreamRequest = { ...get(id, path), signal: waiting, method, body, why, isOneOfMany };
          try {
            const response = await send(request);
            const written = unwrap(request, response, clock.now());
            if (written === undefined) {
              throw new GatewayError('NOT_FOUND', `${id}: there is no such object.`, { upstream: detailOf(request, response) });
            }
            const value = checked({ id, answer }, written, undefined);
            refine?.(value);
            return value;
          } catch (error) {
            throw mayHaveBeenDone(error) ? withUnknownOutcome(error) : error;
          } finally {
            await cache.drop(
              scope,
              touches.flatMap((touched) => [touched.value, rowOf(touched).value]),
            );
          }
        },
        quota: () => governor.stateOf(credential),
      };
    }
  }
}

function checked<T>({ id, answer, idOf }: ReadOperation<T>, body: Readonly<Record<string, unknown>>, expectedId: string | undefined): T {
  const fault = answer.fault(body);
  if (fault !== undefined) throw invalid(id, fault.slice(1));
  const value = body as T;
  if (idOf !== undefined && expectedId !== undefined && canonicalId(idOf.read(value)) !== canonicalId(expectedId)) {
    throw invalid(id, `${idOf.field} must be the id that was asked for`);
  }
  return value;
}

/** Whether a write may have taken effect although it failed: it was sent, and no answer says that it was refused. */
function mayHaveBeenDone(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError) || error instanceof Refusal) return false;
  if (error instanceof ConnectionError) return error.sent;
  const { upstream } = error.extensions as { upstream?: { status?: number } };
  const status = upstream?.status ?? 0;
  return status === 408 || status < 400 || status >= 500;
}

function withUnknownOutcome(error: GatewayError): GatewayError {
  const { code, message, extensions } = error;
  const options = { ...extensions, retryable: false, outcome: 'UNKNOWN' } as const;
  return new GatewayError(code, `${message} Whether it was done is not known: look before you ask for it again.`, options);
}

function invalid(operation: string, fault: string): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${operation}: ${fault}.`, { upstream: { operation } });
}
