/** What is on the heap of a process: how many objects of which class, and which classes only ever become more. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Number of objects and their bytes, by class. */
export type Census = ReadonlyMap<string, { objects: number; bytes: number }>;

export interface Growth {
  name: string;
  /** Objects in each census. */
  objects: readonly number[];
  /** Bytes more in the last census than in the first. */
  bytes: number;
}

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
  strings: string[];
}

/**
 * Kinds of nodes that are no objects of the program. V8 makes code and what belongs to it (hidden: tables of its own, object
 * shape: maps and descriptors, synthetic: the roots) whenever it compiles, optimises or learns another shape, long after the start.
 */
export const ignoredKinds = ['code', 'hidden', 'object shape', 'synthetic'];

/** Growth that is not told apart from chance: below both, altogether. */
export const leastObjects = 50;
export const leastBytes = 16 * 1024;

const signal = 'SIGUSR2';
const pollMs = 200;
const mostWaitMs = 60_000;

/** The snapshots of one process, which must be started with these options of Node. */
export class HeapWatch {
  readonly #directory = mkdtempSync(join(tmpdir(), 'heap-'));
  readonly nodeOptions = [`--heapsnapshot-signal=${signal}`, `--diagnostic-dir=${this.#directory}`];

  /** Makes the process write its heap, which V8 does after a full garbage collection, and counts what is in it. */
  async census(pid: number): Promise<Census> {
    process.kill(pid, signal);
    const file = await this.#written();
    const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
    rmSync(file);
    return countedIn(snapshot);
  }

  close(): void {
    rmSync(this.#directory, { recursive: true });
  }

  /** The file, when it is there and has stopped to grow. */
  async #written(): Promise<string> {
    const endsAt = performance.now() + mostWaitMs;
    let size = 0;
    while (performance.now() < endsAt) {
      await pause(pollMs);
      const [name] = readdirSync(this.#directory);
      if (name === undefined) continue;
      const file = join(this.#directory, name);
      const grown = statSync(file).size;
      if (grown > 0 && grown === size && readFileSync(file, 'latin1').trimEnd().endsWith(']}')) return file;
      size = grown;
    }
    throw new Error(`no heap snapshot after ${mostWaitMs} ms`);
  }
}

/** Classes that had more objects in every census than in the one before, and enough of them to count; most bytes first. */
export function alwaysGrowing(censuses: readonly Census[]): Growth[] {
  const last = censuses.at(-1) ?? new Map<string, never>();
  return Array.from(last, ([name, { bytes }]): Growth => {
    const objects = censuses.map((census) => census.get(name)?.objects ?? 0);
    return { name, objects, bytes: bytes - (censuses[0]?.get(name)?.bytes ?? 0) };
  })
    .filter(({ objects, bytes }) => {
      const grows = objects.every((number, index) => index === 0 || number > (objects[index - 1] ?? 0));
      return grows && ((objects.at(-1) ?? 0) - (objects[0] ?? 0) >= leastObjects || bytes >= leastBytes);
    })
    .sort((a, b) => b.bytes - a.bytes);
}

function countedIn({ snapshot, nodes, strings }: Snapshot): Census {
  const { node_fields: fields, node_types } = snapshot.meta;
  const [typeAt, nameAt, sizeAt] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field)) as [number, number, number];
  const kinds = node_types[0];
  const census = new Map<string, { objects: number; bytes: number }>();
  for (let start = 0; start < nodes.length; start += fields.length) {
    const kind = kinds[nodes[start + typeAt] ?? NaN] ?? 'unknown';
    if (ignoredKinds.includes(kind)) continue;
    // Only these have a class or a function for a name; that of a string, say, is the string.
    const isNamed = kind === 'object' || kind === 'native' || kind === 'closure';
    const name = isNamed ? `${strings[nodes[start + nameAt] ?? NaN] ?? ''} (${kind})` : `(${kind})`;
    const counted = census.get(name) ?? { objects: 0, bytes: 0 };
    counted.objects += 1;
    counted.bytes += nodes[start + sizeAt] ?? 0;
    census.set(name, counted);
  }
  return census;
}
