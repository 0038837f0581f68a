/** Callers that bring their own token of Cloudflare's, and say their account. What they may do, Cloudflare decides. */
import { isAccountId } from '../config/cloudflare.ts';
import { GatewayError } from '../errors.ts';
import { fullAccess } from '../upstream/access.ts';
import { createCredential } from '../upstream/credential.ts';
import { bearerOf, type Identify, unauthenticated } from './caller.ts';

/** Says on which account a caller's token is used. */
export const accountHeader = 'x-cloudflare-account-id';

/** Knows callers by their tokens. The account is the given one for who names none. */
export function identifyByCloudflareToken(defaultAccountId: string | undefined): Identify {
  return async (headers) => {
    const token = bearerOf(headers);
    if (token === undefined) throw unauthenticated('Send your Cloudflare API token as "Authorization: Bearer …".');
    const accountId = headers.get(accountHeader) ?? defaultAccountId;
    if (accountId === undefined || !isAccountId(accountId)) {
      throw new GatewayError('BAD_USER_INPUT', `${accountHeader} must be the id of your account: 32 hexadecimal digits in lower case.`, {
        http: { status: 400 },
      });
    }
    const credential = await createCredential(accountId, token, 'caller');
    return { name: `token ${credential.hash.slice(0, 8)}`, id: `token ${credential.hash}`, credential, access: fullAccess };
  };
}
