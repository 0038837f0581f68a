/**
 * Answers that were made wholly of what the cache holds. The same request gets the same answer as long as the cache would answer each of
 * its reads with the very same again: then the query need not be executed to tell. So an answer here is never older than the cache's own,
 * and what a write or a newer read changes there is gone here too.
 */
import { LRUCache } from 'lru-cache';
import type { Caller } from '../callers/caller.ts';
import type { Told } from '../plugins/visit.ts';
import type { CacheHit } from '../upstream/bill.ts';
import { scopeOf } from '../upstream/credential.ts';

export interface MadeAnswer {
  /** Not the document itself, which would outlive the store of documents here. */
  readonly told: Told;
  readonly text: string;
  /** Of the text, in bytes. */
  readonly length: number;
  /** The reads that it was made of. */
  readonly hits: readonly CacheHit[];
}

interface Kept extends MadeAnswer {
  readonly apps: Caller['access']['apps'];
}

/** What is kept is bounded by its bytes: of the request, of the answer, and of what that was made of, which may be nowhere else any more. */
const mostBytes = 32 * 1024 * 1024;
/** More for one answer would push too many others out. */
const mostBytesOfOne = 256 * 1024;
/** What an entry takes beside, and each of its reads, roughly. */
const overheadBytes = 512;
/** To look longer requests up takes longer than it could save. */
const longestBody = 8 * 1024;

export class AnswerMemory {
  readonly #answers = new LRUCache<string, Kept>({ maxSize: mostBytes, maxEntrySize: mostBytesOfOne, sizeCalculation: bytesOf });

  /** What stands for a request: its bytes, whose data they are about, and who may see but a part of it. Undefined if it is not looked up. */
  keyOf({ credential, access, id }: Caller, body: Buffer): string | undefined {
    if (body.length > longestBody) return undefined;
    // Each byte is one character, so that no two bodies are the same text.
    return `${scopeOf(credential)} ${access.apps === undefined ? '' : id}\n${body.toString('latin1')}`;
  }

  /** What this caller was answered before. It may not hold any more: its reads tell. */
  find(key: string, { access: { apps } }: Caller): MadeAnswer | undefined {
    const kept = this.#answers.get(key);
    return kept !== undefined && isSame(kept.apps, apps) ? kept : undefined;
  }

  keep(key: string, { access: { apps } }: Caller, answer: MadeAnswer): void {
    this.#answers.set(key, { ...answer, apps });
  }
}

/** The same subject may come with another token, which lets him see other apps. */
function isSame(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one === other || (one.size === other.size && one.isSubsetOf(other));
}

function bytesOf({ length, hits }: Kept, key: string): number {
  // Ids in the paths of the reads may be pieces of the request, which they keep.
  return hits.reduce((sum, { stored: { bytes } }) => sum + bytes + overheadBytes, 2 * key.length + length + overheadBytes);
}
