/** What one GraphQL operation carries. Made anew for each, so nothing in it outlives its caller. */
import type { RestClient } from './upstream/client.ts';
import type { ListMemory } from './upstream/list-memory.ts';

export interface Context {
  readonly rest: RestClient;
  readonly accountId: string;
  /** Shared by all operations of the gateway. */
  readonly listMemory: ListMemory;
}
