/**
 * How much memory the cache takes when it is full: prints its bytes on the heap, and those that it counts itself. Started by
 * bench/sizing.ts as a process of its own, with `--expose-gc`. Full of list pages it takes most for the bytes that it counts.
 */
import { readConfig } from '../src/config.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';

const rowsOfAPage = 100;
/** More than the cache holds. */
const pages = 4_000;

const { cacheMaxEntries: maxEntries, cacheMaxBytes: maxBytes } = readConfig({});
const { gc } = globalThis;
if (gc === undefined) throw new Error('--expose-gc must be set');
const store = new MemoryStore({ maxEntries, maxBytes });
gc();
const before = process.memoryUsage().heapUsed;
for (let page = 0; page < pages; page += 1) {
  const text = pageOf(page);
  store.set('f'.repeat(64), `/meetings/${page}/participants`, '?page_no=1', {
    value: JSON.parse(text),
    storedAt: page,
    bytes: text.length,
  });
}
gc();
console.log(`full cache: ${process.memoryUsage().heapUsed - before} bytes on the heap, ${store.bytes} counted`);

function pageOf(page: number): string {
  const rows = Array.from({ length: rowsOfAPage }, (_, index) => ({
    id: `c0000000-0000-4000-${page}-${index}`,
    name: `Guest ${index} of ${page}`,
    picture: null,
    custom_participant_id: `guest-${index}-${page}`,
    preset_name: 'group_call_participant',
    created_at: '2026-01-07T16:33:22.000Z',
    updated_at: '2026-01-07T16:33:22.000Z',
  }));
  return JSON.stringify({ data: rows });
}
