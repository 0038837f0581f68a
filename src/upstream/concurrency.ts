/** Each GraphQL operation has a number of calls under way at the same time; the others wait here, before their time runs. */
import type { CallLayer } from './layer.ts';

/** Waits for a slot of the payer. A call whose caller left meanwhile is not made. */
export const concurrency: CallLayer = (next) => (request) =>
  request.slots.run(() => {
    request.signal.throwIfAborted();
    return next(request);
  });
