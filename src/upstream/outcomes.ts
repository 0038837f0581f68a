/** What became of writes that their caller named, so that the same request again is not a second write. */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { canonicalId } from './path.ts';
import { isOfLeader } from './turns.ts';

/** How long a name stands for what it was first used for, in milliseconds. */
const rememberedMs = 10 * 60 * 1000;
/** How long a write that got no answer may still take effect, in milliseconds. */
const inDoubtMs = 60 * 1000;
const mostOutcomes = 10_000;

interface Outcome {
  readonly fingerprint: string;
  /** With its secrets while it is under way, without from then on. */
  answer: Promise<unknown>;
}

/** One for a gateway; what a process that ends has done is forgotten. */
export class Outcomes {
  readonly #outcomes: LRUCache<string, Outcome>;
  readonly #doubts: LRUCache<string, GatewayError>;

  constructor(now: () => number) {
    this.#outcomes = new LRUCache({ max: mostOutcomes, ttl: rememberedMs, ttlResolution: 0, perf: { now } });
    this.#doubts = new LRUCache({ max: mostOutcomes, ttl: inDoubtMs, ttlResolution: 0, perf: { now } });
  }

  /**
   * Does something once for each key: who comes again with the same fingerprint gets what came of it. A failure that left
   * nothing behind is forgotten, so that it can be tried again; one whose outcome is not known is remembered.
   *
   * @throws GatewayError `CONFLICT` if the key was used with another fingerprint
   */
  async once<T>(key: string, fingerprint: string, act: () => Promise<T>, withoutSecrets: (answer: T) => T): Promise<T> {
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
    this.#outcomes.set(key, outcome);
    try {
      const answer = await acting;
      outcome.answer = Promise.resolve(withoutSecrets(answer));
      return answer;
    } catch (error) {
      const isKnown = !(error instanceof GatewayError && error.extensions['outcome'] === 'UNKNOWN');
      if (isKnown && this.#outcomes.get(key) === outcome) this.#outcomes.delete(key);
      throw error;
    }
  }

  /**
   * Does something unless it was done before and nobody knows what came of it: then that error is thrown again, for a minute.
   * What came of it may still be on its way.
   */
  async unlessInDoubt<T>(key: string, act: () => Promise<T>): Promise<T> {
    const doubt = this.#doubts.get(key);
    if (doubt !== undefined) throw doubt;
    try {
      return await act();
    } catch (error) {
      if (error instanceof GatewayError && error.extensions['outcome'] === 'UNKNOWN') this.#doubts.set(key, error);
      throw error;
    }
  }
}

/** A hash of a JSON value (SHA-256, hexadecimal), whatever the order of its fields: inputs are not kept, they may hold secrets. */
export async function fingerprintOf(value: unknown): Promise<string> {
  const text = JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner === 'string') return canonicalId(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
