/** What became of writes that their caller named, so that the same request again is not a second write. */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { keepMost } from './counted-map.ts';
import { isOfLeader } from './turns.ts';
import { sha256 } from './digest.ts';

/** How long a name stands for what it was first used for, in milliseconds. */
const rememberedMs = 10 * 60 * 1000;
/** How long a write that got no answer may still take effect, in milliseconds. */
const inDoubtMs = 60 * 1000;
const mostOutcomes = 10_000;

/** Most characters of names and answers that are kept, as JSON. */
const mostCharacters = 64 * 1024 * 1024;

interface Outcome {
  readonly fingerprint: string;
  /** With its secrets while it is under way, without from then on. */
  readonly answer: Promise<unknown>;
}

export interface OnceOptions<T> {
  /** The answer as it may be kept. */
  readonly withoutSecrets: (answer: T) => T;
  /** Whether an error is what came of it, as much as an answer is. */
  readonly isOutcome: (error: unknown) => boolean;
}

/** One for a gateway; what a process that ends has done is forgotten. */
export class Outcomes {
  readonly #outcomes: LRUCache<string, Outcome>;
  readonly #doubts: LRUCache<string, GatewayError>;

  constructor(now: () => number) {
    const common = { maxSize: mostCharacters, ttlResolution: 0, perf: { now } };
    this.#outcomes = new LRUCache({ ...common, ttl: rememberedMs, noUpdateTTL: true });
    this.#doubts = new LRUCache({ ...common, ttl: inDoubtMs, sizeCalculation: ({ message }, key) => key.length + message.length });
  }

  /**
   * Does something once for each key: who comes again with the same fingerprint gets what came of it. An error that left nothing
   * behind is forgotten, so that it can be tried again; one whose outcome is not known is remembered, unless another try is safe.
   *
   * @throws GatewayError `CONFLICT` if the key was used with another fingerprint
   */
  async once<T>(key: string, fingerprint: string, act: () => Promise<T>, { withoutSecrets, isOutcome }: OnceOptions<T>): Promise<T> {
    for (let known = this.#outcomes.get(key); known !== undefined; known = this.#outcomes.get(key)) {
      if (known.fingerprint !== fingerprint) {
        throw new GatewayError('CONFLICT', 'clientMutationId was used with another input in the last 10 minutes.');
      }
      try {
        return (await known.answer) as T;
      } catch (error) {
        if (!isOfLeader(error)) throw error;
        if (this.#outcomes.get(key) === known) this.#outcomes.delete(key);
      }
    }
    const acting = act();
    const outcome: Outcome = { fingerprint, answer: acting };
    this.#outcomes.set(key, outcome, { size: key.length });
    keepMost(this.#outcomes, mostOutcomes);
    try {
      const answer = await acting;
      const kept = withoutSecrets(answer);
      if (this.#outcomes.get(key) === outcome) {
        // Another object: for the same one the cache would not look at its size again.
        this.#outcomes.set(key, { fingerprint, answer: Promise.resolve(kept) }, { size: key.length + JSON.stringify(kept).length });
      }
      return answer;
    } catch (error) {
      const stands = isOutcome(error) || (isUnknown(error) && error.extensions['retryable'] !== true);
      if (!stands && this.#outcomes.get(key) === outcome) this.#outcomes.delete(key);
      throw error;
    }
  }

  /** Does something, and notes it if nobody knows what came of it: for a minute it may still take effect. */
  async leavingDoubt<T>(key: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (isUnknown(error)) {
        this.#doubts.set(key, error);
        keepMost(this.#doubts, mostOutcomes);
      }
      throw error;
    }
  }

  /** What is not known of a write, for who looks before another try: that makes one safe, as soon as the doubt is over. */
  doubtOf(key: string): GatewayError | undefined {
    const doubt = this.#doubts.get(key);
    if (doubt === undefined) return undefined;
    const retryAfter = Math.max(1, Math.ceil(this.#doubts.getRemainingTTL(key) / 1000));
    const message = `${doubt.message} It is not done again for ${retryAfter} s.`;
    return new GatewayError(doubt.code, message, { ...doubt.extensions, retryable: true, retryAfter });
  }
}

/** Whether an error leaves open what came of a write. */
export function isUnknown(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.extensions['outcome'] === 'UNKNOWN';
}

/** A hash of a JSON value (SHA-256, hexadecimal), whatever the order of its fields: inputs are not kept, they may hold secrets. */
export function fingerprintOf(value: unknown): Promise<string> {
  const text = JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  return sha256(text);
}
