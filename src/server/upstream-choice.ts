/** What the gateway runs on: the account that the environment names, or the emulator. */
import type { CloudflareConfig } from '../config/cloudflare.ts';
import type { SampleTab } from '../plugins/graphiql.ts';

export interface UpstreamChoice {
  cloudflare: CloudflareConfig;
  /** For GraphiQL. */
  tabs: readonly SampleTab[];
  close: () => Promise<void>;
}

export function onAccount(cloudflare: CloudflareConfig): UpstreamChoice {
  const query = `# Put in ids of your own.
query OneParticipant($appId: ID!, $meetingId: ID!, $participantId: ID!) {
  meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) {
    id
    name
    presetName
    customParticipantId
  }
}
`;
  const variables = JSON.stringify({ appId: '', meetingId: '', participantId: '' }, null, 2);
  return { cloudflare, tabs: [{ query, variables }], close: () => Promise.resolve() };
}
