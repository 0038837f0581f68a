/**
 * Steps that many requests take in the same turn of the event loop: put off to its end, when all there is to read has been read, and then
 * taken by all of them one after the other. So a step finds its code and its data in the processor's caches, and whoever is woken up by the
 * first write reads the others while it is awake. Under load that saves a third of the CPU time of a request, and a request that is alone
 * waits some microseconds for it (bench/README.md).
 */

/** Takes the step with each item, in order, at the end of the turn in which it came. The step must not throw: nobody would hear it. */
export function atEndOfTurn<T>(step: (item: T) => void): (item: T) => void {
  let waiting: T[] = [];
  const stepWithAll = () => {
    const items = waiting;
    waiting = [];
    for (const item of items) step(item);
  };
  return (item) => {
    if (waiting.length === 0) setImmediate(stepWithAll);
    waiting.push(item);
  };
}
