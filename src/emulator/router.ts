/** From method and path to the operation that answers, with its path parameters. */
import type { Answer, PagingRules } from './answer.ts';
import type { CustomIds } from './custom-ids.ts';
import type { NothingRunning } from './nothing-running.ts';
import type { SeedKind } from './seed/ids.ts';
import type { Shapes } from './shapes.ts';
import type { Store } from './store.ts';

/** What a handler is given. */
export interface RouteRequest {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The parsed JSON body, undefined if there was none. */
  body: unknown;
  store: Store;
  paging: PagingRules;
  shapes: Shapes;
  customIds: CustomIds;
  nothingRunning: NothingRunning;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A new UUID, which tells its kind and is none of the seed's; the same ones in the same order on every run. */
  newId: (kind: SeedKind) => string;
}

export interface Route {
  /** Its id in RealtimeKit's OpenAPI document. */
  operation: string;
  method: string;
  /** Below `/accounts/{account_id}/realtime/kit`. */
  path: string;
  handle: (request: RouteRequest) => Answer;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route, or tells whether only the method is wrong. Literal segments win over parameters. */
export function createRouter(routes: readonly Route[]) {
  const table = routes.map((route) => ({ route, segments: route.path.split('/').slice(1) }));

  return (method: string, path: string): Match | 'no such method' | 'no such route' => {
    const asked = path.split('/').slice(1);
    let methodMissing = false;
    let best: (Match & { literals: number }) | undefined;
    for (const { route, segments } of table) {
      const params = match(segments, asked);
      if (params === undefined) continue;
      if (route.method !== method) {
        methodMissing = true;
        continue;
      }
      const literals = segments.length - Object.keys(params).length;
      if (best === undefined || literals > best.literals) best = { route, params, literals };
    }
    return best ?? (methodMissing ? 'no such method' : 'no such route');
  };
}

function match(segments: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = asked[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== value) return undefined;
    } else if (value === '') {
      return undefined;
    } else {
      params[segment.slice(1, -1)] = decoded(value);
    }
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
