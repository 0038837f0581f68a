/** Giving up what nobody waits for. As AbortController does it, for a tenth of its cost: there are several of these in every call. */

type Listener = () => void;

/** What of an `AbortSignal` the upstream uses. Every `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  /** An Error once it has aborted. */
  readonly reason: Error;
  throwIfAborted: () => void;
  addEventListener: (type: 'abort', listener: Listener, options?: { once?: boolean }) => void;
  removeEventListener: (type: 'abort', listener: Listener) => void;
}

const notGivenUp = new Error('nobody has given it up');

/** A signal and the way to give it. Listeners are called once, in order; those that come late are not called. */
export class Cancellation implements CancelSignal {
  #aborted = false;
  #reason: Error = notGivenUp;
  #listeners: Listener[] | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): Error {
    return this.#reason;
  }

  abort(reason: Error): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: Listener): void {
    (this.#listeners ??= []).push(listener);
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    const at = this.#listeners?.indexOf(listener) ?? -1;
    if (at >= 0) this.#listeners?.splice(at, 1);
  }
}
