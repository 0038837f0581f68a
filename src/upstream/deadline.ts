/** One budget of time for a call, from the first byte sent to the last byte of the body, all tries included. */
import { asError, GatewayError } from '../errors.ts';
import { Cancellation } from './cancellation.ts';
import type { CallLayer, UpstreamResponse } from './layer.ts';

/** Gives a call up after `ms` milliseconds with `UPSTREAM_TIMEOUT`. A body that drips does not earn it more time. */
export function deadline(ms: number): CallLayer {
  return (next) => (request) =>
    new Promise<UpstreamResponse>((resolve, reject) => {
      const { operation, signal: outer } = request;
      const cancellation = new Cancellation();
      const timer = setTimeout(() => {
        giveUp(new GatewayError('UPSTREAM_TIMEOUT', `${operation}: no complete answer within ${ms} ms.`, { upstream: { operation } }));
      }, ms);
      const follow = () => {
        giveUp(outer.reason);
      };
      const settle = () => {
        clearTimeout(timer);
        outer.removeEventListener('abort', follow);
      };
      // The call is left, not only told to stop: while it connects, undici does not hear an abort.
      const giveUp = (reason: Error) => {
        settle();
        reject(reason);
        cancellation.abort(reason);
      };

      if (outer.aborted) {
        follow();
        return;
      }
      outer.addEventListener('abort', follow, { once: true });
      next({ ...request, signal: cancellation }).then(
        (response) => {
          settle();
          resolve(response);
        },
        (error: unknown) => {
          settle();
          reject(asError(error));
        },
      );
    });
}
