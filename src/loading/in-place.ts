/**
 * Outcomes as the values of a list field, each failing in its own place.
 *
 * graphql-js and graphql-jit take an error that is an item of a list for one that was thrown there, and report it at its index. Pothos' types
 * only know of lists that are there as a whole, so this says to the compiler what happens at run time.
 */
export function inPlace<T>(outcomes: Promise<readonly (T | Error)[]>): Promise<readonly T[]> {
  return outcomes as Promise<readonly T[]>;
}
