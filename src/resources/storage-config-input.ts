/** Storage of your own for recordings, as inputs tell it: with the credentials, which no answer has. */
import { builder } from '../builder.ts';
import type { InputCheck } from '../input-rules.ts';
import { StorageAuthMethod, StorageType } from './storage-config.ts';

const writeOnly = 'A secret: it can be set but not read.';

export const StorageConfigInput = builder.inputType('StorageConfigInput', {
  description: 'Your own storage, which recordings are to be uploaded to. What it needs besides a bucket depends on its type.',
  fields: (t) => ({
    type: t.field({ type: StorageType.type, required: true, description: 'Who stores them.' }),
    bucket: t.string({ required: true, description: 'Name of the bucket.' }),
    accessKey: t.string({ description: `Access key, or the name of the account. Needed for all types but \`GCS\`. ${writeOnly}` }),
    secret: t.string({ description: `Secret that belongs to the access key. ${writeOnly}` }),
    region: t.string({ description: 'Region that the bucket lies in, for example `us-east-1`. Needed for all types but `GCS`.' }),
    path: t.string({ description: 'Folder for the recordings, below the root of the bucket.' }),
    host: t.string({ description: 'Name or address of the server. Needed for `SFTP`.' }),
    port: t.int({ description: 'Port of the server. Needed for `SFTP`.' }),
    username: t.string({ description: 'User to log in as. Needed for `SFTP`.' }),
    authMethod: t.field({ type: StorageAuthMethod.type, description: 'How RealtimeKit logs in. Needed for `SFTP`.' }),
    password: t.string({ description: `Password to log in with. Needed for the method \`PASSWORD\`. ${writeOnly}` }),
    privateKey: t.string({ description: `Private key to log in with. Needed for the method \`KEY\`. ${writeOnly}` }),
  }),
});

type StorageFields = typeof StorageConfigInput.$inferInput;
type Needs = Readonly<Record<string, readonly (keyof StorageFields)[]>>;

const keyed = ['accessKey', 'region'] as const;

/** What each type needs (API document, 4.14, oddity 13), by RealtimeKit's own words. */
const neededByType: Needs = {
  aws: keyed,
  azure: keyed,
  digitalocean: keyed,
  sftp: [...keyed, 'authMethod', 'username', 'host', 'port'],
};

const neededByMethod: Needs = { KEY: ['privateKey'], PASSWORD: ['password'] };

/** Checks that a storage is given what its type needs; `at` is where it stands in the input. */
export function checkStorageConfig(check: InputCheck, at: string, storage: StorageFields | null | undefined): void {
  if (storage == null) return;
  const { type, authMethod } = storage;

  const need = (fields: Needs[string] | undefined, what: string) => {
    for (const name of fields ?? []) {
      if (storage[name] === undefined) check.fault(`${at}.${name}`, `must be given for ${what}`);
      if (storage[name] === '') check.fault(`${at}.${name}`, `must not be empty for ${what}`);
    }
  };
  need(neededByType[type], `the type ${type.toUpperCase()}`);
  if (type === 'sftp' && authMethod != null) need(neededByMethod[authMethod], `the method ${authMethod}`);
}
