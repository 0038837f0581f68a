/** Another try for what failed by chance, spread out so that many callers do not come back at once. */
import type { Clock } from './clock.ts';
import { scopeOf } from './credential.ts';
import { type CallLayer, ConnectionError, Refusal, type UpstreamRequest, type UpstreamResponse } from './layer.ts';
import { RetryBudget } from './retry-budget.ts';

const mostTries = 3;
const firstPauseMs = 100;

const passing = new Set([
  500, // listed by the API document for participants and meetings, without a cause
  502, // Bad Gateway
  503, // Service Unavailable
  504, // Gateway Timeout
]);

/**
 * Tries a read up to three times in all, within the retry budget of its scope, after a pause of random length up to 100 ms
 * and then 200 ms ("full jitter"). A write is tried again only if no connection was made: REST has no idempotency key, so
 * a second POST can act twice. 429 is not tried again here: it speaks for every call of the token.
 */
export function retry(clock: Clock): CallLayer {
  const budget = new RetryBudget(clock.now);

  return (next) => async (request) => {
    const scope = scopeOf(request.credential);
    // A call that the gateway refuses throws here, and earns nothing.
    let outcome = await outcomeOf(next(request));
    budget.earn(scope);
    for (let tries = 2; tries <= mostTries && mayTryAgain(request, outcome) && budget.spend(scope); tries += 1) {
      await clock.wait(clock.random() * firstPauseMs * 2 ** (tries - 2), request.signal);
      try {
        outcome = await outcomeOf(next({ ...request, why: `${request.why}, try ${tries}` }));
      } catch (error) {
        // The first failure tells more than that the gateway would not let it be tried again.
        if (!(error instanceof Refusal)) throw error;
        break;
      }
    }
    if (outcome instanceof ConnectionError) throw outcome;
    return outcome;
  };
}

async function outcomeOf(answer: Promise<UpstreamResponse>): Promise<UpstreamResponse | ConnectionError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectionError) return error;
    throw error;
  }
}

function mayTryAgain(request: UpstreamRequest, outcome: UpstreamResponse | ConnectionError): boolean {
  if (outcome instanceof ConnectionError) return request.method === 'GET' || !outcome.sent;
  return request.method === 'GET' && passing.has(outcome.status);
}
