/**
 * Outcomes as the values of a list field, each failing in its own place.
 *
 * graphql-js reports an error in a list at its index; Pothos' types only know of lists that are there as a whole, so this says
 * to the compiler what happens at run time.
 */
export function inPlace<T>(outcomes: Promise<readonly (T | Error)[]>): Promise<readonly T[]> {
  return outcomes as Promise<readonly T[]>;
}
