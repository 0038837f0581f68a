/** Puts every call on the bill of the operation that it is made for, and makes none past the operation's limit. */
import type { Clock } from './clock.ts';
import type { Guard } from './guards.ts';
import { Refusal } from './layer.ts';

const unanswered = { status: null, bytes: 0 };

/** Each try is a call of its own: it stands inside of `retry`. A call that a guard further in refuses costs nothing. */
export function meter({ now }: Clock): Guard {
  return (request) => {
    const { bill, operation, why } = request;
    if (bill.left <= 0) {
      throw new Refusal('COST_LIMIT_EXCEEDED', `${operation}: this operation has made the ${bill.limit} REST calls that one may make.`);
    }
    bill.upstreamCalls += 1;
    const startedAt = now();
    return (end) => {
      if (end instanceof Refusal) {
        bill.upstreamCalls -= 1;
        return;
      }
      const { status, bytes } = end instanceof Error ? unanswered : end;
      bill.note(request, { why, status, bytes, ms: now() - startedAt, source: 'upstream' });
    };
  };
}
