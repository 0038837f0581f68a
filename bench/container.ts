/** How Node is run in a container of deploy/. Benches that print `containerInWords` run it so, the gateway and all that it is compared with. */
import { spawnSync } from 'node:child_process';

/**
 * V8 takes that much for old objects where 512 MB of memory are all there is, and the image asks for the rest. Without them it would take
 * what this machine has.
 */
export const containerOptions = [
  '--max-old-space-size=256',
  '--max-semi-space-size=32',
  '--v8-pool-size=1',
  '--no-allocation-site-pretenuring',
  '--no-parallel-scavenge',
  '--no-minor-gc-task',
  '--incremental-marking-soft-trigger=40',
];

const allocator = 'libjemalloc.so.2';
/** Null where there is no such program. */
const { stdout: libraries } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }) as { stdout: string | null };
const hasAllocator = libraries?.includes(allocator) === true;

/** The image's allocator, if this machine has it (Debian's package `libjemalloc2`). */
export const containerEnvironment: Readonly<Record<string, string>> = hasAllocator ? { LD_PRELOAD: allocator } : {};

/** What a reader of figures has to know. */
export const containerInWords = `Node's options: ${containerOptions.join(' ')}, ${hasAllocator ? 'with jemalloc as in the image' : 'WITHOUT jemalloc, which the image has: memory and speed are not those of a container'}.`;
