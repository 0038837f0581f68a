/** What each operation has one of: its loaders, and what they know. */
import type { Context } from '../context.ts';

/**
 * Makes something when an operation first asks for it, and gives the same afterwards. It goes with the operation's context. As Pothos'
 * `createContextCache`, without a WeakMap, which takes as long as the loaders do: it grows and is swept for every operation there was.
 */
export function perOperation<T>(make: (context: Context) => T): (context: Context) => T {
  return (context) => {
    const { made } = context;
    const found = made.get(make) as T | undefined;
    if (found !== undefined) return found;
    const own = make(context);
    made.set(make, own);
    return own;
  };
}
