/** Callers that show a token which an identity provider has signed (JWT). All use the gateway's credential, each within his claims. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { JwtRules } from '../config/callers.ts';
import { asError, GatewayError } from '../errors.ts';
import type { Clock } from '../upstream/clock.ts';
import type { Credential } from '../upstream/credential.ts';
import { canonicalId } from '../upstream/path.ts';
import { bearerOf, type Identify, unauthenticated } from './caller.ts';

/** Signatures by public keys. None by a shared secret: whoever can check those can make them. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** How far the clocks of the one who signs and of this machine may lie apart, in seconds. */
const clockToleranceS = 5;
const keysTimeoutMs = 5_000;
/** When to come back if the keys cannot be had, in seconds. */
const retryAfter = 5;
const longestName = 64;

/** Knows callers by tokens of this issuer for this audience. `warn` is told why the keys cannot be had. */
export function identifyByJwt(rules: JwtRules, credential: Credential, { now }: Clock, warn: (error: Error) => void): Identify {
  const { jwksUrl, issuer, audience } = rules;
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: keysTimeoutMs });

  return async (headers) => {
    const token = bearerOf(headers);
    if (token === undefined) throw unauthenticated('Send your token as "Authorization: Bearer …".');
    try {
      const options = { issuer, audience, algorithms, clockTolerance: clockToleranceS, requiredClaims: ['exp', 'sub'] };
      const { payload } = await jwtVerify(token, keys, { ...options, currentDate: new Date(now()) });
      const { sub = '' } = payload;
      return { name: nameOf(sub), id: `subject ${sub}`, credential, access: accessOf(rules, payload) };
    } catch (error) {
      if (isOfToken(error)) throw unauthenticated(`Your token is not accepted: ${reasonOf(error)}.`);
      warn(asError(error));
      throw new GatewayError('UNAVAILABLE', 'The keys that tokens are checked with cannot be had.', {
        retryAfter,
        http: { status: 503, headers: { 'retry-after': String(retryAfter) } },
      });
    }
  };
}

/** What a token's claims allow. A claim that must be there and is not, or is something else, allows nothing. */
function accessOf({ appsClaim, readOnlyClaim }: JwtRules, claims: JWTPayload) {
  return {
    apps: appsClaim === undefined ? undefined : new Set(textsOf(claims[appsClaim]).map(canonicalId)),
    readOnly: readOnlyClaim !== undefined && claims[readOnlyClaim] !== false,
  };
}

/** A list of texts, or one text with spaces between them, as scopes are written (RFC 8693, 4.2). */
function textsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((text) => text !== '');
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string') : [];
}

/** A subject may be anything, and goes to logs. */
function nameOf(subject: string): string {
  return subject.replace(/[^\x21-\x7e]/g, '_').slice(0, longestName);
}

/** Errors that say no to this token; any other says that it could not be checked. */
function isOfToken(error: unknown): error is errors.JOSEError {
  const ofKeys = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return error instanceof errors.JOSEError && !ofKeys && error.code !== 'ERR_JOSE_GENERIC';
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim "${error.claim}" is missing or wrong`;
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'its signature is not valid';
  return 'it is no valid token';
}
