/**
 * What an answer means. Two producers answer on the same host (API document, sections 2 and 5): RealtimeKit itself with
 * `{ success, data }`, `{ success: false, error: { code, message } }` or a bare `{ message }`, and Cloudflare's edge with
 * `{ success: false, errors: [{ code, message }] }`.
 */
import { GatewayError, type UpstreamDetail } from '../errors.ts';
import type { Credential } from './credential.ts';
import type { UpstreamRequest, UpstreamResponse } from './layer.ts';
import { retryAfterOf } from './quota-headers.ts';
import { withoutSecretsOf } from './secrets.ts';

const longestText = 500;

/** Codes by which Cloudflare's edge says with 400 that the credentials are at fault (API document, section 5). */
const credentialCodes = new Set([9106, 10000]);

/**
 * The JSON object of a successful answer, or undefined if RealtimeKit says that there is no such object.
 *
 * @throws GatewayError for every other answer, with the code that the README's table gives for it
 */
export function unwrap(request: UpstreamRequest, response: UpstreamResponse, now: number): Readonly<Record<string, unknown>> | undefined {
  const { operation } = request;
  const { status, body } = response;
  if (status >= 200 && status < 300 && body !== undefined && body['success'] !== false) return body;
  const upstream = detailOf(request, response);

  if (status === 429) {
    const retryAfter = retryAfterOf(response.headers, now);
    throw new GatewayError('RATE_LIMITED', `${operation}: RealtimeKit's quota is used up.`, { upstream, retryAfter });
  }
  if (status === 408) throw new GatewayError('UPSTREAM_TIMEOUT', `${operation}: RealtimeKit answered 408.`, { upstream });
  if (status >= 500) throw new GatewayError('UPSTREAM_ERROR', `${operation}: RealtimeKit answered ${status}.`, { upstream });
  if (status === 401 || status === 403) throw credentialsRefused(request, status, upstream);
  if (body === undefined) {
    throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `${operation}: body must be a JSON object (status ${status}).`, { upstream });
  }
  if (status >= 200 && status < 300) {
    throw new GatewayError('UPSTREAM_ERROR', `${operation}: RealtimeKit answered "success": false.`, { upstream, retryable: false });
  }
  if (status === 404 && 'error' in body) return undefined;
  throw refusal(request, status, upstream);
}

/** Whose fault it is depends on whose credentials they are. */
function credentialsRefused({ operation, credential }: UpstreamRequest, status: number, upstream: UpstreamDetail): GatewayError {
  if (credential.owner === 'gateway') {
    return new GatewayError('UPSTREAM_AUTH_FAILED', `${operation}: RealtimeKit refused the gateway's credentials (${status}).`, {
      upstream,
    });
  }
  const code = status === 403 ? 'FORBIDDEN' : 'UNAUTHENTICATED';
  return new GatewayError(code, `${operation}: RealtimeKit refused your token or account (${status}).`, { upstream });
}

function refusal(request: UpstreamRequest, status: number, upstream: UpstreamDetail): GatewayError {
  const { operation } = request;
  const texts = upstream.errors ?? [];
  const said = texts.length === 0 ? '.' : `: ${texts.map(({ message }) => message).join('; ')}`;
  if (status === 400 && texts.some(({ code }) => credentialCodes.has(code))) {
    return credentialsRefused(request, status, upstream);
  }
  if (status === 400 || status === 422)
    return new GatewayError('BAD_USER_INPUT', `${operation}: RealtimeKit refused the input${said}`, { upstream });
  if (status === 409) return new GatewayError('CONFLICT', `${operation}: RealtimeKit reports a conflict${said}`, { upstream });
  if (status === 404) {
    return new GatewayError('NOT_FOUND', `${operation}: Cloudflare knows no such account or route${said} Check the account.`, {
      upstream,
    });
  }
  return new GatewayError('UPSTREAM_ERROR', `${operation}: RealtimeKit answered ${status}.`, { upstream, retryable: false });
}

/** What an answer says of a failure, for `extensions.upstream`. */
export function detailOf(
  { operation, credential, body: sent }: UpstreamRequest,
  { status, headers, body }: UpstreamResponse,
): UpstreamDetail {
  const rayId = headers['cf-ray'];
  const errors = status >= 400 && status < 500 ? textsOf(body, credential, sent) : [];
  return {
    operation,
    status,
    ...(errors.length > 0 && { errors }),
    ...(typeof rayId === 'string' && { rayId }),
  };
}

interface ErrorText {
  code?: unknown;
  message?: unknown;
}

/** The texts of both error shapes. A text that repeats the token, the account or a secret of the request loses it. */
function textsOf(body: unknown, { token, accountId }: Credential, sent: unknown): { code: number; message: string }[] {
  const { error, errors } = (body ?? {}) as { error?: unknown; errors?: unknown };
  const all: unknown[] = Array.isArray(errors) ? errors : [error];
  return all.flatMap((item) => {
    const { code, message } = (item ?? {}) as ErrorText;
    if (typeof code !== 'number' || typeof message !== 'string') return [];
    return [
      {
        code,
        message: withoutSecretsOf(sent, message).replaceAll(token, '[token]').replaceAll(accountId, '[account]').slice(0, longestText),
      },
    ];
  });
}
