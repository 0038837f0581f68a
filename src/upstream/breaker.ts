/** Stops calling what keeps failing, and looks now and then whether it is well again. */
import { GatewayError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { countedMap } from './counted-map.ts';
import { scopeOf } from './credential.ts';
import type { Guard } from './guards.ts';
import { Refusal } from './layer.ts';

const windowMs = 10_000;
const mostFailures = 20;
const fewestCalls = 10;
const failingShare = 0.5;
/** Time between one probe and the next. */
export const probeIntervalMs = 5_000;
const mostBreakers = 10_000;

interface Breaker {
  /** Start of the window that the counts are for. */
  since: number;
  calls: number;
  failures: number;
  /** When the next call may probe; undefined while closed. */
  probeAt: number | undefined;
  /** Told apart from calls of before it opened or closed: those say nothing about now. */
  generation: number;
}

/** A breaker that does not let calls through. */
export interface OpenBreaker {
  /** Token and account. */
  readonly scope: string;
  /** The operation's id in RealtimeKit's OpenAPI document. */
  readonly operation: string;
}

/**
 * One breaker for each scope and operation, not for each URL. Opens at 20 failures, or when half of at least 10 calls
 * failed, within 10 seconds; then refuses at once, and lets one call through every 5 seconds until one succeeds.
 * Failures are 5xx, timeouts and lost connections. A caller that goes away is none.
 */
export class Breakers {
  readonly #breakers = countedMap<Breaker>(mostBreakers);
  readonly #now: () => number;

  constructor({ now }: Clock) {
    this.#now = now;
  }

  /** Those that are open now. */
  get open(): OpenBreaker[] {
    return Array.from(this.#breakers.entries()).flatMap(([key, { probeAt }]) => {
      const [scope = '', operation = ''] = key.split(' ');
      return probeAt === undefined ? [] : [{ scope, operation }];
    });
  }

  readonly guard: Guard = (request) => {
    const state = this.#stateOf(`${scopeOf(request.credential)} ${request.operation}`);
    this.#admit(state, request.operation);
    const { generation } = state;
    return (end) => {
      if (!(end instanceof Error)) this.#count(state, generation, end.status >= 500);
      else if (isFailure(end)) this.#count(state, generation, true);
    };
  };

  #stateOf(key: string): Breaker {
    let state = this.#breakers.get(key);
    if (state === undefined) {
      state = { since: this.#now(), calls: 0, failures: 0, probeAt: undefined, generation: 0 };
      this.#breakers.set(key, state);
    }
    return state;
  }

  #admit(state: Breaker, operation: string): void {
    if (state.probeAt === undefined) return;
    const waitMs = state.probeAt - this.#now();
    if (waitMs > 0) {
      const retryAfter = Math.ceil(waitMs / 1000);
      throw new Refusal('UPSTREAM_UNAVAILABLE', `${operation}: RealtimeKit keeps failing; the next try is in ${retryAfter} s.`, {
        upstream: { operation },
        retryAfter,
      });
    }
    // This call is the probe. The next one has to wait, whatever becomes of it.
    state.probeAt = this.#now() + probeIntervalMs;
    state.generation += 1;
  }

  #count(state: Breaker, generation: number, failed: boolean): void {
    if (generation !== state.generation) return;
    const now = this.#now();
    if (state.probeAt !== undefined) {
      if (!failed) Object.assign(state, { since: now, calls: 0, failures: 0, probeAt: undefined, generation: generation + 1 });
      return;
    }
    if (now - state.since >= windowMs) Object.assign(state, { since: now, calls: 0, failures: 0 });
    state.calls += 1;
    if (failed) state.failures += 1;
    const opens = state.failures >= mostFailures || (state.calls >= fewestCalls && state.failures >= state.calls * failingShare);
    if (opens) Object.assign(state, { probeAt: now + probeIntervalMs, generation: generation + 1 });
  }
}

function isFailure(error: Error): boolean {
  return error instanceof GatewayError && (error.code === 'UPSTREAM_TIMEOUT' || error.code === 'UPSTREAM_ERROR');
}
