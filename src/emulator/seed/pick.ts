/** The element at this place of a list that begins anew after its end: how the seed comes by every value of a list. */
export function pick<T>(list: readonly [T, ...T[]], index: number): T {
  return list[index % list.length] ?? list[0];
}
