/** Where recordings are stored that do not go to RealtimeKit's own bucket. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';

export const StorageType = restEnum('StorageType', 'Who stores recordings.', {
  AWS: { rest: 'aws', description: 'Amazon S3, or what speaks its language.' },
  AZURE: { rest: 'azure', description: 'Azure Blob Storage.' },
  DIGITALOCEAN: { rest: 'digitalocean', description: 'DigitalOcean Spaces.' },
  GCS: { rest: 'gcs', description: 'Google Cloud Storage.' },
  SFTP: { rest: 'sftp', description: 'A server of your own, over SFTP.' },
});

export const StorageAuthMethod = restEnum('StorageAuthMethod', 'How RealtimeKit logs in to an SFTP server.', {
  KEY: 'With a private key.',
  PASSWORD: 'With a password.',
});

/** What REST only lets you write (keys, secrets, passwords) has no field, whether it is sent or not. */
export const StorageConfig = builder.objectRef<WireObject>('StorageConfig').implement({
  description:
    'Your own storage, which recordings are uploaded to. A secret: read only if it is selected, and never kept. The keys, secrets and passwords to it can be set but not read.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('type', 'type', StorageType, 'Who stores them.'),
      bucket: wire.text('bucket', 'Name of the bucket.'),
      region: wire.text('region', 'Region that the bucket lies in, for example `us-east-1`.'),
      path: wire.text('path', 'Folder for the recordings, below the root of the bucket.'),
      host: wire.text('host', 'Name or address of the server. SFTP only.'),
      port: wire.int('port', 'Port of the server. SFTP only.'),
      username: wire.text('username', 'User to log in as. SFTP only.'),
      ...wire.word('authMethod', 'auth_method', StorageAuthMethod, 'How RealtimeKit logs in. SFTP only.'),
    };
  },
});
