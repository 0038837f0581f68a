/** Whose quota and data a call uses. The token itself never leaves `upstream/`. */
import { sha256 } from './digest.ts';
export interface Credential {
  readonly accountId: string;
  readonly token: string;
  /** Stands for the token wherever something is kept by credential: 32 hexadecimal digits of its SHA-256. */
  readonly hash: string;
  /** Who brought it: the one who is at fault if RealtimeKit refuses it. */
  readonly owner: 'gateway' | 'caller';
}

/** The credential of a token and the account that it is used on. */
export async function createCredential(accountId: string, token: string, owner: Credential['owner'] = 'gateway'): Promise<Credential> {
  return { accountId, token, hash: (await sha256(token)).slice(0, 32), owner };
}

/** What keeps tenants apart in everything that outlives an operation: token and account, both. */
export function scopeOf({ hash, accountId }: Credential): string {
  return `${hash}/${accountId}`;
}
