/** Each GraphQL operation has a number of calls under way at the same time; the others wait here, before their time runs. */
import { type CancelSignal, Cancellation } from './cancellation.ts';
import type { CallLayer } from './layer.ts';

/**
 * Waits for a slot of the payer. A call whose caller left meanwhile is not made; a write that is under way is seen through all the
 * same: others still want to know what it did.
 */
export const concurrency: CallLayer = (next) => (request) =>
  request.slots.run(() => {
    request.signal.throwIfAborted();
    return next(request.method === 'GET' ? request : { ...request, signal: neverAborted });
  });

/** The signal of what nobody may stop but its deadline. */
export const neverAborted: CancelSignal = new Cancellation();
