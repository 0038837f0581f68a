/** Every way a field can fail: the codes, the error class that carries them, and the mask for what was not foreseen. */
import { GraphQLError } from 'graphql';

/** The codes a client meets in `extensions.code`. `retryable` is the default; the README prints this table. */
export const errorCodes = {
  BAD_USER_INPUT: { retryable: false, meaning: 'An argument breaks a rule, here or at RealtimeKit (400, 422).' },
  UNAUTHENTICATED: {
    retryable: false,
    meaning: 'The request does not say who asks in a way that this gateway accepts, or RealtimeKit refused the token that you brought.',
  },
  FORBIDDEN: { retryable: false, meaning: 'Who asks may not do this: he may only read, say, or may not use this account.' },
  LIMIT_EXCEEDED: {
    retryable: false,
    meaning: 'The request is larger than one may be: `limit` has the name of the limit, the most it allows, and what was sent.',
  },
  UPSTREAM_AUTH_FAILED: { retryable: false, meaning: "RealtimeKit refused the gateway's own token or account (401, 403)." },
  NOT_FOUND: {
    retryable: false,
    meaning:
      'What is to be changed does not exist, or Cloudflare knows no such account or route. An absent object that is read is `null`, not this.',
  },
  CONFLICT: {
    retryable: false,
    meaning: 'The object is in a state that forbids this (409), or a `clientMutationId` was used for something else.',
  },
  RATE_LIMITED: {
    retryable: true,
    meaning: 'The quota of the token is used up, or you ask more often than you may; come back after `retryAfter` seconds.',
  },
  UPSTREAM_TIMEOUT: { retryable: true, meaning: 'No complete answer within `UPSTREAM_TIMEOUT_MS`.' },
  UPSTREAM_UNAVAILABLE: {
    retryable: true,
    meaning: 'RealtimeKit keeps failing, so the gateway does not call it; come back after `retryAfter` seconds.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    retryable: false,
    meaning:
      'The answer is not what the API documents; the message names the field, and the operation if its answer as a whole is at fault.',
  },
  UPSTREAM_ERROR: {
    retryable: true,
    meaning: 'RealtimeKit failed (5xx) or the connection was lost; not retryable: `success: false` and undocumented statuses.',
  },
  COST_LIMIT_EXCEEDED: {
    retryable: false,
    meaning: 'The operation has made as many REST calls as one may (`LIMIT_UPSTREAM_CALLS`). Ask for less at a time.',
  },
  UNAVAILABLE: {
    retryable: true,
    meaning: 'The gateway has more to do than it can, or cannot find out who asks; come back after `retryAfter` seconds.',
  },
  INTERNAL_SERVER_ERROR: { retryable: false, meaning: 'A fault of the gateway. Details are in its log, never in the answer.' },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** What RealtimeKit said. `errors` holds texts of 4xx answers only; `rayId` is Cloudflare's `cf-ray`, to quote to support. */
export interface UpstreamDetail {
  operation: string;
  status?: number;
  errors?: { code: number; message: string }[];
  rayId?: string;
}

export interface GatewayErrorOptions {
  upstream?: UpstreamDetail;
  /** Overrides the default of the code. */
  retryable?: boolean;
  /** Seconds until another try makes sense. */
  retryAfter?: number;
  /** Of a write: it may have been done. Without this, it was not. */
  outcome?: 'UNKNOWN';
  /** Each fault of an input. */
  faults?: readonly { readonly field: string; readonly rule: string }[];
  /** The limit of a request that was exceeded: its name is that of the variable that sets it. */
  limit?: { readonly name: string; readonly most: number; readonly actual: number };
  /** Status and headers of the HTTP answer, if this error is all that it has. Yoga takes it out of the answer. */
  http?: { status?: number; headers?: Record<string, string>; spec?: boolean };
}

/** An error that a client may see as it is. Everything else is masked. */
export class GatewayError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, {
      extensions: { code, ...options, retryable: options.retryable ?? errorCodes[code].retryable },
    });
    this.name = 'GatewayError';
    this.code = code;
  }
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The error that a chain of GraphQL errors was made from. */
export function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.cause instanceof Error) origin = origin.cause;
  return origin;
}

/** Where an error belongs, for another one in its place. Compiled queries know places in the text and no nodes. */
export function placeOf({ nodes, source, positions, path }: GraphQLError) {
  const where = nodes === undefined ? { source: source ?? null, positions: positions ?? null } : { nodes };
  return { ...where, path: path ?? null };
}

/**
 * Yoga's `maskError`: errors meant for clients pass, with a code on each; anything else becomes "Unexpected error."
 * and Yoga logs the original because the returned error is another one. Without suggestions, no name of the schema is proposed.
 */
export function maskErrorFor({ suggestions }: { suggestions: boolean }): (error: unknown) => Error {
  return (error) => {
    const origin = originOf(error);
    if (error instanceof GraphQLError && origin instanceof GraphQLError) {
      // graphql-js gives no code to a variable that does not fit its type, and the CSRF plugin none to what it forbids.
      error.extensions['code'] ??= statusOf(error) === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT';
      error.message = withoutValues(suggestions ? error.message : withoutSuggestions(error.message));
      // Yoga shows what JSON.parse says of a body, which quotes it. That there is something makes the status 400.
      if (error.extensions['originalError'] !== undefined) error.extensions['originalError'] = { name: 'SyntaxError' };
      return error;
    }
    // The client went away: there is nobody to answer, and nothing to log, which Yoga does for every other error than the one given.
    if (origin instanceof Error && origin.name === 'AbortError') return asError(error);

    return new GraphQLError('Unexpected error.', {
      ...(error instanceof GraphQLError && placeOf(error)),
      extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode, retryable: false },
    });
  };
}

function statusOf({ extensions }: GraphQLError): unknown {
  return extensions.http?.status;
}

/** The message without proposals of names that the schema has: they show it to who may not read it. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}

/** What graphql-js says of a value that does not fit, in the words that say nothing of the value. */
const rules = [
  /Expected value of type "\w+" to include required field "\w+"/,
  /Expected value of type "\w+" not to include unknown field "\w+"/,
  /Expected value of type "\w+" to be an object/,
  /Expected value of non-null type "[\w[\]!]+" not to be null/,
  /(?:String|Int|Float|Boolean|ID|Enum "\w+") cannot represent (?:an? )?[\w -]+ value/,
  /A (?:Date|DateTime|URL) must be [^"]*, for example "[^"]*"/,
];

/**
 * What graphql-js says of a document or its variables, without the values in them: it quotes them whole, secrets included. Place,
 * type and rule stay. Of variables nothing is kept but phrases that are known: their values come before and behind them.
 */
export function withoutValues(message: string): string {
  const [, variable, name = ''] = /^(Variable "\$(\w+)") got invalid value /.exec(message) ?? [];
  if (variable !== undefined) {
    const [, place] = new RegExp(` at "(${name}[\\w.[\\]]*)"; `).exec(message) ?? [];
    const rule = rules.map((known) => known.exec(message)?.[0]).find((said) => said !== undefined);
    return `${variable} is invalid${place === undefined ? '' : ` at "${place}"`}${rule === undefined ? '' : `: ${rule}`}.`;
  }
  return message
    .replace(/, found [\s\S]*$/, '.')
    .replace(/ (String|BlockString) "[\s\S]*$/, ' $1.')
    .replace(/\? Found: [\s\S]*$/, '?')
    .replace(/,? [Ff]ound: [\s\S]*$/, '.')
    .replace(/ value: [\s\S]*$/, ' value.')
    .replace(/Value "[\s\S]*" does not exist in/, 'The value does not exist in');
}
