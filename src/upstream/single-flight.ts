/** Identical reads under way at the same time are one call, whichever operations they belong to. */
import { asError } from '../errors.ts';
import { type CancelSignal, Cancellation } from './cancellation.ts';
import { scopeOf } from './credential.ts';
import type { Epochs } from './epochs.ts';
import { type Answer, type ReadLayer, type ReadRequest, Refusal } from './layer.ts';
import { PassingMap } from './passing-map.ts';
import { targetOf } from './path.ts';

/**
 * Shares a read by scope, path and query. One caller's abort leaves the others waiting; the last one's ends the call.
 * A read that wants a fresh answer neither joins nor is joined; one from before a write is not joined after it.
 */
export function singleFlight(epochs: Epochs): ReadLayer {
  // By a key that tells path and query, and so the operation and the type of its answer.
  const flights = new PassingMap<Flight>();

  return (next) => {
    return async <T>(request: ReadRequest<T>): Promise<Answer<T>> => {
      if (request.fresh) return next(request);
      const scope = scopeOf(request.credential);
      // Who may not keep the answer reads it with its secrets, the others without.
      const kind = request.keeps === 'nothing' ? 'secret' : 'plain';
      const key = `${scope} ${epochs.of(scope)} ${kind} ${targetOf(request)}`;

      for (;;) {
        const found = flights.get(key);
        if (found === undefined) return takeOff(key, request).land<T>(request.signal);
        try {
          const answer = await found.land<T>(request.signal);
          note(request, answer);
          return answer;
        } catch (error) {
          // The one who would have paid may not spend more. That is no answer for the others.
          if (!(error instanceof Refusal && error.code === 'COST_LIMIT_EXCEEDED')) throw error;
        }
      }
    };

    function takeOff<T>(key: string, request: ReadRequest<T>): Flight {
      const flight = new Flight(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
      flights.set(key, flight);
      flight.follow(next({ ...request, signal: flight.cancellation }));
      return flight;
    }
  };
}

interface Passenger {
  readonly signal: CancelSignal;
  readonly leave: () => void;
  readonly resolve: (answer: Answer<unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** One call, and those who wait for its answer. */
class Flight {
  readonly cancellation = new Cancellation();
  readonly #waiting = new Set<Passenger>();
  /** Nobody may come in any more. */
  readonly #close: () => void;

  constructor(close: () => void) {
    this.#close = close;
  }

  /** Tells the answer of the call to all who wait for it. */
  follow(answer: Promise<Answer<unknown>>): void {
    answer.then(
      (value) => {
        this.#end(({ resolve }) => {
          resolve(value);
        });
      },
      (error: unknown) => {
        this.#end(({ reject }) => {
          reject(asError(error));
        });
      },
    );
  }

  #end(tell: (passenger: Passenger) => void): void {
    this.#close();
    for (const passenger of this.#waiting) {
      passenger.signal.removeEventListener('abort', passenger.leave);
      tell(passenger);
    }
  }

  /** Waits for the answer as long as the signal allows. The last one who leaves ends the call. */
  land<T>(signal: CancelSignal): Promise<Answer<T>> {
    // Who waits has the key of the flight, which tells the type of its answer.
    return new Promise<Answer<unknown>>((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        this.#waiting.delete(passenger);
        if (this.#waiting.size > 0) return;
        this.#close();
        this.cancellation.abort(signal.reason);
      };
      const passenger = { signal, leave, resolve, reject };
      this.#waiting.add(passenger);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    }) as Promise<Answer<T>>;
  }
}

function note<T>(request: ReadRequest<T>, { bytes, value }: Answer<T>): void {
  const { bill, why } = request;
  bill.sharedCalls += 1;
  bill.note(request, { why, status: value === null ? 404 : 200, bytes, source: 'shared' });
}
