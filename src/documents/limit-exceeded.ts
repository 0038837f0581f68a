/** A request that is larger than one may be. */
import { GatewayError } from '../errors.ts';

/** The variables that set limits on what one request may be. */
export type LimitName = 'LIMIT_BODY_BYTES' | 'LIMIT_TOKENS' | 'LIMIT_DEPTH' | 'LIMIT_ALIASES' | 'LIMIT_DIRECTIVES' | 'LIMIT_NODES';

/** What each limit counts, in words that go on "The … has 70 …". */
const counted: Readonly<Record<LimitName, readonly [subject: string, unit: string]>> = {
  LIMIT_BODY_BYTES: ['body of the request', 'bytes'],
  LIMIT_TOKENS: ['document', 'tokens'],
  LIMIT_DEPTH: ['operation', 'levels of fields'],
  LIMIT_ALIASES: ['operation', 'aliases'],
  LIMIT_DIRECTIVES: ['operation', 'directives'],
  LIMIT_NODES: ['operation', 'objects in its lists'],
};

/** The error that says what was exceeded, by how much. `atLeast`: nobody counted to the end. */
export function limitExceeded(name: LimitName, most: number, actual: number, { atLeast = false } = {}): GatewayError {
  const [subject, unit] = counted[name];
  // As errors of validation: a client that takes application/json gets them with status 200 (GraphQL over HTTP, 6.4.1).
  const http = name === 'LIMIT_BODY_BYTES' ? { status: 413 } : { status: 400, spec: true };
  const amount = `${atLeast ? 'at least ' : ''}${actual}`;
  return new GatewayError('LIMIT_EXCEEDED', `The ${subject} has ${amount} ${unit}; ${most} are allowed (${name}).`, {
    limit: { name, most, actual },
    http,
  });
}
