/** Puts every call on the bill of the operation that it is made for, and makes none past the operation's limit. */
import type { Clock } from './clock.ts';
import { type CallLayer, Refusal, type UpstreamRequest, type UpstreamResponse } from './layer.ts';

/** Each try is a call of its own: it stands inside of `retry`. A call that a layer further in refuses costs nothing. */
export function meter({ now }: Clock): CallLayer {
  return (next) => async (request) => {
    const { bill, operation } = request;
    if (bill.left <= 0) {
      throw new Refusal('COST_LIMIT_EXCEEDED', `${operation}: this operation has made the ${bill.limit} REST calls that one may make.`);
    }
    bill.upstreamCalls += 1;
    const startedAt = now();
    try {
      const response = await next(request);
      note(request, response, now() - startedAt);
      return response;
    } catch (error) {
      if (error instanceof Refusal) bill.upstreamCalls -= 1;
      else note(request, undefined, now() - startedAt);
      throw error;
    }
  };
}

function note(request: UpstreamRequest, response: UpstreamResponse | undefined, ms: number): void {
  const { bill, why } = request;
  bill.note(request, { why, status: response?.status ?? null, bytes: response?.bytes ?? 0, ms, source: 'upstream' });
}
