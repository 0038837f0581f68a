/** Puts the ways of finding out who asks behind one face. Each rule on who may ask begins here, before anything of a request is read. */
import type { CallersConfig } from '../config/callers.ts';
import type { CloudflareConfig } from '../config/cloudflare.ts';
import { fullAccess } from '../upstream/access.ts';
import type { Clock } from '../upstream/clock.ts';
import { createCredential, type Credential } from '../upstream/credential.ts';
import { identifyByApiKey } from './api-key.ts';
import type { Identify } from './caller.ts';
import { identifyByCloudflareToken } from './passthrough.ts';

export interface IdentifyOptions {
  callers: CallersConfig;
  cloudflare: CloudflareConfig;
  clock: Clock;
  /** Is told of what keeps callers from being known, and is not their fault. */
  warn: (error: Error) => void;
}

/** The way that the configuration asks for. */
export async function createIdentify({ callers, cloudflare, clock, warn }: IdentifyOptions): Promise<Identify> {
  if (callers.mode === 'passthrough') return identifyByCloudflareToken(cloudflare.accountId);
  const credential = await gatewayCredential(cloudflare);
  switch (callers.mode) {
    case 'api-key':
      return identifyByApiKey(callers.keys, credential);
    case 'jwt': {
      // Who signs no tokens need not load what checks them.
      const { identifyByJwt } = await import('./jwt.ts');
      return identifyByJwt(callers.rules, credential, clock, warn);
    }
    case 'anonymous': {
      const anybody = { name: 'anonymous', id: 'anonymous', credential, access: fullAccess };
      return () => anybody;
    }
  }
}

function gatewayCredential({ accountId, token }: CloudflareConfig): Promise<Credential> {
  if (accountId === undefined || token === undefined) throw new Error('a gateway that makes calls itself has a token and an account');
  return createCredential(accountId, token);
}
