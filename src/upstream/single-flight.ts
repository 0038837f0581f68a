/** Identical reads under way at the same time are one call, whichever operations they belong to. */
import { type CancelSignal, Cancellation } from './cancellation.ts';
import { scopeOf } from './credential.ts';
import type { Epochs } from './epochs.ts';
import { type Answer, type ReadLayer, type ReadRequest, Refusal } from './layer.ts';
import { targetOf } from './path.ts';

interface Flight<T> {
  readonly answer: Promise<Answer<T>>;
  readonly cancellation: Cancellation;
  waiting: number;
}

/**
 * Shares a read by scope, path and query. One caller's abort leaves the others waiting; the last one's ends the call.
 * A read that wants a fresh answer neither joins nor is joined; one from before a write is not joined after it.
 */
export function singleFlight(epochs: Epochs): ReadLayer {
  // By a key that tells path and query, and so the operation and the type of its answer.
  const flights = new Map<string, Flight<unknown>>();

  return (next) => {
    return async <T>(request: ReadRequest<T>): Promise<Answer<T>> => {
      if (request.fresh) return next(request);
      const scope = scopeOf(request.credential);
      // Who may not keep the answer reads it with its secrets, the others without.
      const kind = request.keeps === 'nothing' ? 'secret' : 'plain';
      const key = `${scope} ${epochs.of(scope)} ${kind} ${targetOf(request)}`;

      for (;;) {
        const found = flights.get(key) as Flight<T> | undefined;
        if (found === undefined) return land(key, takeOff(key, request), request.signal);
        try {
          const answer = await land(key, found, request.signal);
          note(request, answer);
          return answer;
        } catch (error) {
          // The one who would have paid may not spend more. That is no answer for the others.
          if (!(error instanceof Refusal && error.code === 'COST_LIMIT_EXCEEDED')) throw error;
        }
      }
    };

    function takeOff<T>(key: string, request: ReadRequest<T>): Flight<T> {
      const cancellation = new Cancellation();
      const flight: Flight<T> = { answer: next({ ...request, signal: cancellation }), cancellation, waiting: 0 };
      const forget = () => {
        if (flights.get(key) === flight) flights.delete(key);
      };
      flight.answer.then(forget, forget);
      flights.set(key, flight);
      return flight;
    }
  };

  /** Waits for the answer as long as the signal allows. */
  function land<T>(key: string, flight: Flight<T>, signal: CancelSignal): Promise<Answer<T>> {
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        if (flights.get(key) === flight) flights.delete(key);
        flight.cancellation.abort(signal.reason);
      };
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      void flight.answer.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', leave);
      });
    });
  }
}

function note<T>(request: ReadRequest<T>, { bytes, value }: Answer<T>): void {
  const { bill, why } = request;
  bill.sharedCalls += 1;
  bill.note(request, { why, status: value === null ? 404 : 200, bytes, source: 'shared' });
}
