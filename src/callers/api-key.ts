/** Callers that show a key of the gateway's own. All of them use the gateway's credential, each within what his key allows. */
import type { ApiKey } from '../config/callers.ts';
import type { Credential } from '../upstream/credential.ts';
import { canonicalId } from '../upstream/path.ts';
import { bearerOf, type Caller, type Identify, unauthenticated } from './caller.ts';

/** Knows callers by these keys. */
export function identifyByApiKey(keys: readonly ApiKey[], credential: Credential): Identify {
  const known = keys.map(({ name, key, apps, readOnly }) => {
    const access = { apps: apps && new Set(apps.map(canonicalId)), readOnly };
    return { key, caller: { name, id: `key ${name}`, credential, access } satisfies Caller };
  });
  return (headers) => {
    const given = bearerOf(headers);
    if (given === undefined) throw unauthenticated('Send one of the keys of this gateway as "Authorization: Bearer …".');
    let found: Caller | undefined;
    // All of them, whichever fits: how long it takes tells nobody which key begins like the one he tries.
    for (const { key, caller } of known) if (isSame(given, key)) found = caller;
    if (found === undefined) throw unauthenticated('This is no key of this gateway.');
    return found;
  };
}

/** Compares in a time that depends on the length of the key alone, not on where the first difference is. */
function isSame(given: string, key: string): boolean {
  let difference = given.length ^ key.length;
  for (let index = 0; index < key.length; index += 1) {
    difference |= key.charCodeAt(index) ^ given.charCodeAt(index % given.length);
  }
  return difference === 0;
}
