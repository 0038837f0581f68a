/** Callers as tests configure them: keys of the gateway, and an issuer of tokens with its own address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { ApiKey, CallersConfig } from '../../src/config/callers.ts';

/** A key by its name. */
export const keyNamed = (name: string) => `${name}-${'k'.repeat(24)}`;

export const withKey = (name: string): RequestInit => ({ headers: { authorization: `Bearer ${keyNamed(name)}` } });

/** Callers by key: of each the apps that it may reach, and whether it may only read. */
export function apiKeys(keys: Readonly<Record<string, Partial<Pick<ApiKey, 'apps' | 'readOnly'>>>>): CallersConfig {
  return {
    mode: 'api-key',
    keys: Object.entries(keys).map(([name, { apps, readOnly = false }]) => ({ name, key: keyNamed(name), apps, readOnly })),
  };
}

const issuer = 'https://issuer.example';
const audience = 'gateway';

/** Somebody who signs tokens; the test at hand ends him. */
export async function startIssuer(options: { isDown?: boolean } = {}) {
  const launched = await launchIssuer(options);
  onTestFinished(launched.close);
  return launched;
}

/** Somebody who signs tokens, for whoever ends him himself. */
export async function launchIssuer({ isDown = false } = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { privateKey: strange } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] };
  const server = createServer((_request, response) => {
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;

  const tokenWith = (claims: JWTPayload, key: CryptoKey) =>
    new SignJWT({ sub: 'ada', iss: issuer, aud: audience, exp: Math.ceil(Date.now() / 1000) + 600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(key);
  const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
  return {
    callers: {
      mode: 'jwt',
      rules: { jwksUrl, issuer, audience, appsClaim: 'apps', readOnlyClaim: 'read_only' },
    } satisfies CallersConfig,
    /** A request by a token with these claims beside or in place of those that it needs. */
    signed: async (claims: JWTPayload = {}) => bearer(await tokenWith({ read_only: false, ...claims }, privateKey)),
    /** The same, signed by somebody else. */
    forged: async (claims: JWTPayload = {}) => bearer(await tokenWith(claims, strange)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
