/** Outcomes of mutations that are to be expected: they are data, with types of their own, and not errors of the operation. */
import { builder } from './builder.ts';
import { GatewayError, type UpstreamDetail } from './errors.ts';

/** RealtimeKit refused a write for a reason that callers are prepared for. */
export class ExpectedRefusal extends Error {}

/** The interface of all expected refusals. */
export const Refused = builder.interfaceRef<ExpectedRefusal>('Refused').implement({
  description: 'Something that a mutation was expected to meet: nothing was changed.',
  fields: (t) => ({ message: t.exposeString('message', { description: 'What it met, in words for a developer.' }) }),
});

/** Makes the class of one expected refusal, and its type. */
export function expectedRefusal(name: string, description: string, message: string): new () => ExpectedRefusal {
  const refusal = class extends ExpectedRefusal {
    constructor() {
      super(message);
      this.name = name;
    }
  };
  builder.objectType(refusal, { name, description, interfaces: [Refused] });
  return refusal;
}

/**
 * For `catch`: throws the refusal in place of an answer of one of these statuses, and anything else as it is. RealtimeKit gives
 * no reason by code (API document, section 5), so operation and status have to tell.
 */
export function refusedBy(statuses: readonly number[], refusal: new () => ExpectedRefusal): (error: unknown) => never {
  return (error) => {
    if (isRefusal(error, statuses)) throw new refusal();
    throw error;
  };
}

/** Whether RealtimeKit itself refused with one of these statuses: its codes repeat the status, those of Cloudflare's edge do not. */
export function isRefusal(error: unknown, statuses: readonly number[]): boolean {
  const { upstream } = (error instanceof GatewayError ? error.extensions : {}) as { upstream?: UpstreamDetail };
  const { status, errors = [] } = upstream ?? {};
  return status !== undefined && statuses.includes(status) && errors.length > 0 && errors.every(({ code }) => code === status);
}
