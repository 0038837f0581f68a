/** How RealtimeKit tells where a page stands in its list (API document, section 2). */
import { count, object, type Wire } from './wire.ts';

/** Offsets count from 1 and are inclusive; a page is the last one when `end_offset` reaches `total_count`. */
export const paging = object({ total_count: count, start_offset: count, end_offset: count });

export type Paging = Wire<typeof paging>;
