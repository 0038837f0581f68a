/** Ways to misbehave on purpose: which calls, how often, and how. */
import type { Answer } from './answer.ts';

export interface Fault {
  /** Only calls of this operation, by its id in the OpenAPI document. */
  operation?: string;
  /** Only calls whose path and query contain this text. */
  path?: string;
  /** How many calls it hits before it is used up. Without it, all. */
  times?: number;
  /** Milliseconds to wait before the answer. */
  latencyMs?: number;
  /** Holds the answer back until this resolves; only for those who hold the emulator in their own process. */
  until?: Promise<void>;
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
}

/** The faults in force, first match first. */
export class Faults {
  #faults: { fault: Fault; left: number }[] = [];

  add(...faults: Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  clear(): void {
    this.#faults = [];
  }

  list(): Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** The fault that hits this call, if any; it is one time nearer to being used up. */
  take(operation: string | undefined, target: string): Fault | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) =>
        left > 0 && (fault.operation === undefined || fault.operation === operation) && target.includes(fault.path ?? ''),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    return hit.fault;
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
