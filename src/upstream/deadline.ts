/** One budget of time for a call, from the first byte sent to the last byte of the body, all tries included. */
import { GatewayError } from '../errors.ts';
import type { CallLayer } from './layer.ts';

/** Gives a call up after `ms` milliseconds with `UPSTREAM_TIMEOUT`. A body that drips does not earn it more time. */
export function deadline(ms: number): CallLayer {
  return (next) => async (request) => {
    const controller = new AbortController();
    const follow = () => {
      controller.abort(request.signal.reason);
    };
    const timer = setTimeout(() => {
      const { operation } = request;
      controller.abort(
        new GatewayError('UPSTREAM_TIMEOUT', `${operation}: no complete answer within ${ms} ms.`, { upstream: { operation } }),
      );
    }, ms);

    // The call is left, not only told to stop: while it connects, undici does not hear an abort.
    const { promise: abandoned, reject } = Promise.withResolvers<never>();
    controller.signal.addEventListener('abort', () => {
      reject(controller.signal.reason as Error);
    });
    if (request.signal.aborted) follow();
    else request.signal.addEventListener('abort', follow, { once: true });
    try {
      return await Promise.race([next({ ...request, signal: controller.signal }), abandoned]);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', follow);
    }
  };
}
