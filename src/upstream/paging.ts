/** How RealtimeKit tells where a page stands in its list (API document, section 2). */
import { anything, object, type Wire } from './wire.ts';

/** As it is sent: numbers, or numbers as text. */
export const paging = object({ total_count: anything, start_offset: anything, end_offset: anything });

/** Offsets count from 1 and are inclusive; a page is the last one when `end_offset` reaches `total_count`. */
export interface Paging {
  readonly total_count: number;
  readonly start_offset: number;
  readonly end_offset: number;
}

/** What an answer tells; undefined if it tells nothing, or nothing that makes sense. */
export function pagingOf(told: Wire<typeof paging> | null | undefined): Paging | undefined {
  if (told == null) return undefined;
  const [total_count, start_offset, end_offset] = [told.total_count, told.start_offset, told.end_offset].map(countIn);
  if (total_count === undefined || start_offset === undefined || end_offset === undefined) return undefined;
  return { total_count, start_offset, end_offset };
}

/** More rows than this no list has. */
const mostRows = 2 ** 31 - 1;

function countIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= mostRows ? number : undefined;
}
