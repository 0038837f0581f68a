/** Ways to misbehave on purpose: which calls, how often, and how. */
import type { Answer } from './answer.ts';

/** A log-normal distribution: half of the calls wait up to `p50` milliseconds, all but one of a hundred up to `p99`. */
export interface LatencyDistribution {
  p50: number;
  p99: number;
}

export interface Fault {
  /** Only calls of this operation, by its id in the OpenAPI document. */
  operation?: string;
  /** Only calls whose path and query contain this text. */
  path?: string;
  /** How many calls it hits before it is used up. Without it, all. */
  times?: number;
  /** Which part of the calls it hits, drawn for each: 0.01 is one of a hundred on average. Without it, all. */
  share?: number;
  /** Milliseconds to wait before the answer, or how they are spread over the calls. */
  latencyMs?: number | LatencyDistribution;
  /** Holds the answer back until this resolves; only for those who hold the emulator in their own process. */
  until?: Promise<void>;
  /**
   * The call arrives only when this resolves, whether its caller still waits or not: what is asked for is done late. Only for those who
   * hold the emulator in their own process.
   */
  arrives?: Promise<void>;
  /** Another status. A status of 400 or more without a `body` is answered with RealtimeKit's error shape. */
  status?: number;
  headers?: Record<string, string>;
  /** Another body: a text or bytes are sent as they are, anything else as JSON, null as no body at all. */
  body?: unknown;
  /** Changes the true answer; only for those who hold the emulator in their own process. */
  change?: (answer: Answer) => Answer;
  /**
   * What happens to the connection: `refuse` resets it before anything is sent, `cut` after the first half of the body,
   * `truncate` ends the body after its first half as if it were whole, `hang` never answers, `drip` sends a byte every 50 ms.
   */
  connection?: 'refuse' | 'cut' | 'truncate' | 'hang' | 'drip';
  /** False: the call changes nothing, as if it had never reached RealtimeKit. By default what is asked for is done, and then spoiled. */
  effect?: boolean;
}

/** What a fault does to one call. */
export type Hit = Omit<Fault, 'latencyMs'> & { latencyMs?: number };

/** How many standard deviations the 99th percentile of a normal distribution is above its middle. */
const deviationsToP99 = 2.326;
const seed = 1_234_567_890;

/** The faults in force, first match first. */
export class Faults {
  #faults: { fault: Fault; left: number }[] = [];
  #random = seed;

  add(...faults: Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  /** Forgets all faults. What is left to chance is drawn from the start again, so that every run is the same. */
  clear(): void {
    this.#faults = [];
    this.#random = seed;
  }

  list(): Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** The fault that hits this call, if any; it is one time nearer to being used up. */
  take(operation: string | undefined, target: string): Hit | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.operation === undefined || fault.operation === operation) &&
        target.includes(fault.path ?? '') &&
        (fault.share === undefined || this.#next() < fault.share),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    const { latencyMs, ...rest } = hit.fault;
    if (latencyMs === undefined) return rest;
    return { ...rest, latencyMs: typeof latencyMs === 'number' ? latencyMs : this.#draw(latencyMs) };
  }

  #draw({ p50, p99 }: LatencyDistribution): number {
    // Box and Muller's way from two even numbers to a normal one.
    const deviations = Math.sqrt(-2 * Math.log(this.#next())) * Math.cos(2 * Math.PI * this.#next());
    return Math.round(p50 * (p99 / p50) ** (deviations / deviationsToP99));
  }

  /** Between 0 and 1, neither included: Lehmer's generator with the numbers of Park and Miller. */
  #next(): number {
    this.#random = (this.#random * 48_271) % 0x7fffffff;
    return this.#random / 0x7fffffff;
  }
}

/** The answer that a fault makes of the true one. */
export function applyFault(fault: Fault, answer: Answer): Answer {
  const { status, headers, body, change } = fault;
  const changed = change ? change(answer) : answer;
  const failed = status !== undefined && status >= 400 && !('body' in fault);
  const error = { success: false, error: { code: status, message: `Emulated fault ${String(status)}` } };
  return {
    status: status ?? changed.status,
    headers: { ...changed.headers, ...headers },
    body: failed ? error : 'body' in fault ? body : changed.body,
  };
}
