/** Who may ask, and how he shows who he is. */
import { faultOfAddress, isLoopback, type Variables } from './variables.ts';

/** A key that a caller may ask with. */
export interface ApiKey {
  /** Stands for the caller in logs and metrics. */
  readonly name: string;
  readonly key: string;
  /** Undefined is all. */
  readonly apps: readonly string[] | undefined;
  readonly readOnly: boolean;
}

/** Tokens that somebody else signs (JWT, RFC 7519). */
export interface JwtRules {
  /** Where the public keys are (JWKS, RFC 7517). */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** The claim that lists the apps; undefined: no token is limited to some apps. */
  readonly appsClaim: string | undefined;
  /** The claim that must be `false` for who may write; undefined: every token may. */
  readonly readOnlyClaim: string | undefined;
}

export type CallersConfig =
  | { readonly mode: 'anonymous' | 'passthrough' }
  | { readonly mode: 'api-key'; readonly keys: readonly ApiKey[] }
  | { readonly mode: 'jwt'; readonly rules: JwtRules };

const modes = ['anonymous', 'api-key', 'jwt', 'passthrough'] as const;
const fewestCharacters = 24;
const keyPattern = /^[\w.~+/=-]+$/;
const idPattern = /^[\w.-]{1,128}$/;

export function readCallers(variables: Variables): CallersConfig {
  const { oneOf, text, refuse } = variables;
  const mode = oneOf('AUTH_MODE', modes, 'anonymous');
  const keys = readApiKeys(variables);
  const rules = readJwtRules(variables, mode === 'jwt');

  if (mode === 'api-key') {
    if (text('GATEWAY_API_KEYS') === undefined) refuse('GATEWAY_API_KEYS must be set with AUTH_MODE=api-key.');
    return { mode, keys };
  }
  // A gateway that asks nobody who he is, although keys were made for it, is a mistake with consequences.
  if (text('GATEWAY_API_KEYS') !== undefined) refuse('GATEWAY_API_KEYS has no effect without AUTH_MODE=api-key.');
  return mode === 'jwt' ? { mode, rules } : { mode };
}

/**
 * Keys from `name:key[;apps=id,id][;read-only]`, separated by white space. Faults tell the place and the name of a key, never the key.
 */
function readApiKeys({ text, refuse }: Variables): ApiKey[] {
  const entries = (text('GATEWAY_API_KEYS') ?? '').split(/\s+/).filter((entry) => entry !== '');
  const keys = entries.flatMap((entry, index) => {
    const [head = '', ...settings] = entry.split(';');
    const colon = head.indexOf(':');
    const name = head.slice(0, Math.max(colon, 0));
    const key = head.slice(colon + 1);
    const place = `GATEWAY_API_KEYS, key ${index + 1}`;
    if (!/^[\w.-]{1,64}$/.test(name)) {
      refuse(`${place}: must begin with a name of letters, digits, ".", "_" and "-" and a colon.`);
      return [];
    }
    const named = `${place} ("${name}")`;
    if (key.length < fewestCharacters || !keyPattern.test(key)) {
      refuse(`${named}: the key must have at least ${fewestCharacters} characters, of letters, digits and . _ ~ + / = - only.`);
    }
    const apps = settings
      .find((setting) => setting.startsWith('apps='))
      ?.slice('apps='.length)
      .split(',');
    if (apps?.every((id) => idPattern.test(id)) === false) refuse(`${named}: apps= must be app ids with commas between them.`);
    if (settings.some((setting) => setting !== 'read-only' && !setting.startsWith('apps='))) {
      refuse(`${named}: behind the key may stand ;apps=… and ;read-only only.`);
    }
    return [{ name, key, apps, readOnly: settings.includes('read-only') }];
  });

  if (new Set(keys.map(({ name }) => name)).size < keys.length) refuse('GATEWAY_API_KEYS: every key must have a name of its own.');
  if (new Set(keys.map(({ key }) => key)).size < keys.length) refuse('GATEWAY_API_KEYS: every key must be there once.');
  return keys;
}

function readJwtRules({ text, refuse }: Variables, isUsed: boolean): JwtRules {
  const needed = (name: string) => {
    const value = text(name);
    if (isUsed && value === undefined) refuse(`${name} must be set with AUTH_MODE=jwt.`);
    return value ?? '';
  };
  const jwksUrl = needed('JWKS_URL');
  const fault = jwksUrl === '' ? undefined : faultOfAddress(jwksUrl, 'whoever changes the keys on the way could sign tokens');
  if (fault !== undefined) refuse(`JWKS_URL must be ${fault}.`);
  return {
    jwksUrl,
    issuer: needed('JWT_ISSUER'),
    audience: needed('JWT_AUDIENCE'),
    appsClaim: text('JWT_APPS_CLAIM'),
    readOnlyClaim: text('JWT_READ_ONLY_CLAIM'),
  };
}

/**
 * Whether only requests whose Host is a loopback address are answered: see plugins/loopback-host.ts. So it is where anybody may ask on
 * loopback, and needs no leave to do so.
 */
export function readLoopbackOnly({ flag, refuse }: Variables, host: string, mode: CallersConfig['mode'], hasToken: boolean): boolean {
  const allowAnonymous = flag('ALLOW_ANONYMOUS', false);
  if (mode !== 'anonymous') return false;
  if (hasToken && !isLoopback(host) && !allowAnonymous) {
    refuse(
      `HOST "${host}" is not a loopback address: anybody who reaches it could use your CLOUDFLARE_API_TOKEN through the gateway. ` +
        'Set AUTH_MODE, or ALLOW_ANONYMOUS=true if something in front of the gateway decides who may ask.',
    );
  }
  return isLoopback(host) && !allowAnonymous;
}
