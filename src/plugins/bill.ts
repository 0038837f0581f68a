/** Shows what an operation cost: `extensions.cost` and, if asked for, `extensions.trace`; the quota as headers. */
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GatewayError, originOf } from '../errors.ts';
import type { RestClient } from '../upstream/client.ts';

/** Asks for the trace, if the gateway shows its inside at all. */
export const traceHeader = 'x-gateway-trace';

const nothing = { upstreamCalls: 0, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 0 };

/**
 * Puts the bill on every answer. An operation that is refused for the quota also gets `Retry-After`, and status 429 if
 * nothing at all was answered and the client takes `application/graphql-response+json`; `application/json` stays 200.
 */
export function useBill(): Plugin<{ rest?: RestClient }> {
  return {
    onExecutionResult(execution) {
      const { result, context } = execution;
      if (!isSingle(result)) return;
      const { rest } = context as { rest?: RestClient };
      const { trace } = rest?.bill ?? {};
      const headers: Record<string, string> = { ...(rest && quotaHeaders(rest)), ...retryHeaders(result) };
      if (isThrottledWhole(result)) {
        const [error] = result.errors;
        // `spec` tells Yoga to leave answers in application/json at 200.
        if (error) error.extensions.http = { status: 429, spec: true };
      }
      execution.setResult({
        ...result,
        extensions: {
          ...result.extensions,
          cost: rest ? rest.bill.toJSON() : nothing,
          ...(trace && { trace }),
          http: { headers },
        },
      });
    },
  };
}

function isSingle(result: object | undefined): result is ExecutionResult {
  return result !== undefined && !(Symbol.asyncIterator in result) && !Array.isArray(result);
}

function quotaHeaders(rest: RestClient): Record<string, string> {
  const { limit, remaining, resetAt, windowMs, now } = rest.quota();
  return {
    ratelimit: `"default";r=${remaining};t=${Math.max(0, Math.ceil((resetAt - now) / 1000))}`,
    'ratelimit-policy': `"default";q=${limit};w=${Math.round(windowMs / 1000)}`,
  };
}

function retryHeaders({ errors = [] }: ExecutionResult): Record<string, string> {
  const waits = errors.flatMap(({ extensions: { retryAfter } }) => (typeof retryAfter === 'number' ? [retryAfter] : []));
  return waits.length === 0 ? {} : { 'retry-after': String(Math.max(...waits)) };
}

function isThrottledWhole(result: ExecutionResult): result is Required<ExecutionResult> {
  const { data, errors = [] } = result;
  const isThrottle = (error: unknown) => {
    const origin = originOf(error);
    return origin instanceof GatewayError && origin.code === 'RATE_LIMITED';
  };
  return errors.length > 0 && errors.every(isThrottle) && Object.values(data ?? {}).every((value) => value === null);
}
