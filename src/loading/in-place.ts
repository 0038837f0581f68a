/**
 * Loads as the values of a list field, each failing in its own place.
 *
 * graphql-js awaits every item of a list and reports a rejected one at its index; Pothos' types only know of lists that
 * are there as a whole, so this says to the compiler what happens at run time.
 */
export function inPlace<T>(loads: readonly Promise<T>[]): readonly T[] {
  return loads as unknown as readonly T[];
}
