/** Another try for what failed by chance, spread out so that many callers do not come back at once. */
import type { Clock } from './clock.ts';
import { ConnectionError, type Layer, type UpstreamRequest, type UpstreamResponse } from './layer.ts';

const mostTries = 3;
const firstPauseMs = 100;

const passing = new Set([
  500, // listed by the API document for participants and meetings, without a cause
  502, // Bad Gateway
  503, // Service Unavailable
  504, // Gateway Timeout
]);

/**
 * Tries a read up to three times in all, after a pause of random length up to 100 ms and then 200 ms ("full jitter").
 * A write is tried again only if no connection was made: REST has no idempotency key, so a second POST can act twice.
 * 429 is not tried again here: it speaks for every call of the token.
 */
export function retry(clock: Clock): Layer {
  return (next) => async (request) => {
    for (let tries = 1; ; tries += 1) {
      const outcome = await next(request).catch(connectionError);
      if (tries >= mostTries || !mayTryAgain(request, outcome)) return valueOf(outcome);
      await clock.wait(clock.random() * firstPauseMs * 2 ** (tries - 1), request.signal);
    }
  };
}

function connectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  throw error;
}

function mayTryAgain(request: UpstreamRequest, outcome: UpstreamResponse | ConnectionError): boolean {
  if (outcome instanceof ConnectionError) return request.method === 'GET' || !outcome.sent;
  return request.method === 'GET' && passing.has(outcome.status);
}

function valueOf(outcome: UpstreamResponse | ConnectionError): UpstreamResponse {
  if (outcome instanceof ConnectionError) throw outcome;
  return outcome;
}
