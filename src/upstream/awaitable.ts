/** What may be there at once or later: a store in memory answers at once, and a promise for that would cost more than the answer. */

export type Awaitable<T> = T | Promise<T>;

/** What comes of it: at once if it is there, and later otherwise. */
export function andThen<T, U>(value: Awaitable<T>, use: (value: T) => U): Awaitable<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** All of them: at once if all are there. */
export function allOf<T>(values: readonly Awaitable<T>[]): Awaitable<readonly T[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values as readonly Promise<T>[]) : (values as readonly T[]);
}
