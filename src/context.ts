/** What one GraphQL operation carries. Made anew for each, so nothing in it outlives its caller. */
import type { Caller } from './callers/caller.ts';
import type { RestClient } from './upstream/client.ts';
import type { Demand } from './upstream/demand.ts';
import type { KeyIndex } from './upstream/key-index.ts';
import type { ListMemory } from './upstream/list-memory.ts';
import type { Outcomes } from './upstream/outcomes.ts';
import type { PassingMap } from './upstream/passing-map.ts';
import type { Turns } from './upstream/turns.ts';

export interface Context {
  readonly caller: Caller;
  readonly rest: RestClient;
  /** What all operations of the gateway share. */
  readonly gateway: GatewayState;
  /** What loaders keep for this operation, by what makes it. */
  readonly made: Map<object, unknown>;
}

/** What outlives an operation. All of it is kept by scope: token and account. */
export interface GatewayState {
  readonly listMemory: ListMemory;
  /** Undefined without a cache: then nobody gains by what was read for others. */
  readonly demand: Demand | undefined;
  /** By list, pages that are being read. */
  readonly pagesUnderWay: PassingMap<Promise<unknown>>;
  /** How long point reads of one list wait for those of other operations, in milliseconds; 0 is not at all. */
  readonly collapseWindowMs: number;
  /** Ids of objects that were found by other keys. */
  readonly keyIndex: KeyIndex;
  /** Of mutations that their callers named. */
  readonly outcomes: Outcomes;
  /** For writes that must not happen at the same time. */
  readonly turns: Turns;
}
