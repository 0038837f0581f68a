/** Who asks the gateway that is fuzzed, how he shows it, and what may be asked. */
import fc from 'fast-check';
import type { CallersConfig } from '../../src/config/callers.ts';
import { emulatorAccountId } from '../../src/emulator/emulator.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { apiKeys, keyNamed, launchIssuer } from '../support/keys.ts';
import { choices } from './choices.ts';
import { documentFrom } from './documents.ts';
import { type FuzzedRequest, fuzzedRequest, requestFor, type TrustedDocument } from './requests.ts';

type Headers = Readonly<Record<string, string>>;

export interface Mode {
  readonly callers: CallersConfig;
  /** What requests show of who asks; the first may ask for whatever there is. */
  readonly shown: readonly [Headers, ...Headers[]];
  readonly requests: fc.Arbitrary<FuzzedRequest>;
  /** A body that everybody may send who shows that. */
  readonly trifle: object;
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  /** Accounts by the tokens that the upstream takes. */
  readonly accounts?: Readonly<Record<string, string>>;
  readonly close?: () => void;
}

const app = seedId('a', 1);
const bearerOf = (name: string) => ({ authorization: `Bearer ${keyNamed(name)}` });
const [all, reader, nobody] = [bearerOf('all'), bearerOf('reader'), bearerOf('nobody')];
const anything = { requests: fuzzedRequest, trifle: { query: '{ __typename }' } };
const anybody = { mode: 'anonymous' } as const;

/** Made anew for each run. The same seed makes the same documents. */
export const modes = {
  anonymous: (): Mode => ({ ...anything, callers: anybody, shown: [all] }),

  'api-key': (): Mode => ({
    ...anything,
    callers: apiKeys({ all: {}, reader: { readOnly: true, apps: [app] } }),
    shown: [all, reader, nobody],
  }),

  jwt: async (): Promise<Mode> => {
    const { callers, signed, forged, close } = await launchIssuer();
    // Later than the clock of any run.
    const claims = { exp: 9_999_999_999, apps: [app, seedId('a', 2)] };
    const headersOf = async (request: Promise<RequestInit>) => (await request).headers as Headers;
    const most = await headersOf(signed(claims));
    const others = [signed({ ...claims, read_only: true }), signed({ ...claims, apps: 7 }), signed({ ...claims, exp: 1 }), forged(claims)];
    return { ...anything, callers, shown: [most, ...(await Promise.all(others.map(headersOf))), nobody], close };
  },

  passthrough: (): Mode => {
    const other = '1'.repeat(32);
    const account = (id: string) => ({ 'x-cloudflare-account-id': id });
    return {
      ...anything,
      callers: { mode: 'passthrough' },
      accounts: { [keyNamed('all')]: emulatorAccountId, [keyNamed('reader')]: other },
      shown: [all, { ...reader, ...account(other) }, { ...all, ...account(other) }, { ...reader, ...account('1') }, nobody],
    };
  },

  'trusted-documents': (seed: number): Mode => {
    const documents = fc
      .sample(choices, { seed, numRuns: 300 })
      .map((made, index): TrustedDocument => ({ id: `d${index}`, ...documentFrom(made) }));
    return {
      callers: apiKeys({ all: {}, reader: { readOnly: true, apps: [app] } }),
      shown: [all, reader, nobody],
      requests: fc.oneof(
        { weight: 3, arbitrary: choices.map((made): FuzzedRequest => ({ kind: 'http', request: requestFor(documents, made) })) },
        { weight: 1, arbitrary: fuzzedRequest },
      ),
      trifle: { documentId: 'trifle' },
      trustedDocuments: new Map([['trifle', '{ __typename }'], ...documents.map(({ id, query }) => [id, query] as const)]),
    };
  },
};
