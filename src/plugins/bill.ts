/** Shows what an operation cost: `extensions.cost` and, if asked for, `extensions.trace`; the quota as headers. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GatewayError, originOf, placeOf } from '../errors.ts';
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
      const { rest } = execution.context as { rest?: RestClient };
      // One and whole: there are no subscriptions and no batches.
      const result = execution.result as ExecutionResult;
      const { trace } = rest?.bill ?? {};
      const headers: Record<string, string> = { ...(rest && quotaHeaders(rest)), ...retryHeaders(result) };
      execution.setResult({
        ...result,
        ...(isThrottledWhole(result) && { errors: withStatus429(result.errors) }),
        extensions: {
          ...result.extensions,
          cost: costOf(rest),
          ...(trace && { trace }),
          http: { headers },
        },
      });
    },
  };
}

/** What an operation has cost, as `extensions.cost` shows it. */
export function costOf(rest: RestClient | undefined) {
  return rest ? rest.bill.toJSON() : nothing;
}

/** What is left of the quota, as headers. */
export function quotaHeaders(rest: RestClient): Record<string, string> {
  const { limit, remaining, resetAt, windowMs, now } = rest.quota();
  return {
    ratelimit: `"default";r=${remaining};t=${Math.max(0, Math.ceil((resetAt - now) / 1000))}`,
    'ratelimit-policy': `"default";q=${limit};w=${Math.round(windowMs / 1000)}`,
  };
}

function retryHeaders({ errors }: ExecutionResult): Record<string, string> {
  const waits = errors?.flatMap(({ extensions: { retryAfter } }) => (typeof retryAfter === 'number' ? [retryAfter] : [])) ?? [];
  return waits.length === 0 ? {} : { 'retry-after': String(Math.max(...waits)) };
}

/** Whether nothing was answered, and all of it for the quota: each root field is null, or a list of nulls, with errors for them. */
function isThrottledWhole(result: ExecutionResult): result is Required<ExecutionResult> {
  const { data, errors } = result;
  if (!errors?.every(isThrottle)) return false;
  const failed = new Set(errors.map(({ path }) => path?.join(' ')));
  const isUnanswered = (value: unknown, path: string): boolean =>
    Array.isArray(value) ? value.length > 0 && value.every((item, index) => isUnanswered(item, `${path} ${index}`)) : failed.has(path);
  return Object.entries(data ?? {}).every(([name, value]) => isUnanswered(value, name));
}

function isThrottle(error: GraphQLError): boolean {
  const origin = originOf(error);
  return origin instanceof GatewayError && origin.code === 'RATE_LIMITED';
}

/** The same errors, the first of which asks Yoga for 429. Copies: operations that shared a call share its error. */
function withStatus429(errors: readonly GraphQLError[]): GraphQLError[] {
  // `spec` leaves answers in application/json at 200.
  const http = { status: 429, spec: true };
  return errors.map(
    (error) => new GraphQLError(error.message, { ...placeOf(error), cause: error, extensions: { ...error.extensions, http } }),
  );
}
