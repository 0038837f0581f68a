/** How often and how much at a time each caller asks. */
import type { CallerLimits } from '../config/limits.ts';
import { GatewayError } from '../errors.ts';
import type { Clock } from '../upstream/clock.ts';
import { countedMap } from '../upstream/counted-map.ts';

const mostCallers = 10_000;

/** A bucket that fills by `rate` a second and holds as much; each request takes one out (token bucket). */
interface Bucket {
  left: number;
  filledAt: number;
  underWay: number;
}

export class CallerTraffic {
  readonly #buckets = countedMap<Bucket>(mostCallers);
  readonly #limits: CallerLimits;
  readonly #now: () => number;

  constructor(limits: CallerLimits, { now }: Clock) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Lets a request of a caller in; what it returns lets it out again.
   *
   * @throws GatewayError `RATE_LIMITED` with HTTP status 429, if it is one too many
   */
  enter(id: string): () => void {
    const { rate, atOnce } = this.#limits;
    const bucket = this.#bucketOf(id);
    if (bucket.underWay >= atOnce) {
      throw tooMany(`You have ${atOnce} requests under way; more are not taken (LIMIT_CALLER_CONCURRENCY).`);
    }
    if (bucket.left < 1) throw tooMany(`You may send ${rate} requests a second (LIMIT_CALLER_RATE).`);
    bucket.left -= 1;
    bucket.underWay += 1;
    return () => {
      bucket.underWay -= 1;
    };
  }

  #bucketOf(id: string): Bucket {
    const { rate } = this.#limits;
    const now = this.#now();
    let bucket = this.#buckets.get(id);
    if (bucket === undefined) {
      bucket = { left: rate, filledAt: now, underWay: 0 };
      this.#buckets.set(id, bucket);
    }
    // A clock that is put back gives nothing.
    bucket.left = Math.min(rate, bucket.left + (Math.max(0, now - bucket.filledAt) * rate) / 1000);
    bucket.filledAt = now;
    return bucket;
  }
}

/** One request is let in again within a second, at any rate. */
function tooMany(message: string): GatewayError {
  return new GatewayError('RATE_LIMITED', message, { retryAfter: 1, http: { status: 429, headers: { 'retry-after': '1' } } });
}
