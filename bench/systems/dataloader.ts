/** What the gateway is measured against: Yoga, a DataLoader for each request, point reads over connections that are kept. */
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { Pool } from 'undici';
import { serve } from './serve.ts';

interface ParticipantKey {
  appId: string;
  meetingId: string;
  participantId: string;
}

interface Participant {
  id: string;
  name?: string | null;
  custom_participant_id: string;
  preset_name: string;
}

interface Context {
  participants: DataLoader<ParticipantKey, Participant | null, string>;
}

const { CLOUDFLARE_BASE_URL = '', CLOUDFLARE_ACCOUNT_ID = '', CLOUDFLARE_API_TOKEN = '' } = process.env;
const { origin, pathname } = new URL(CLOUDFLARE_BASE_URL);
const pool = new Pool(origin, { connections: 64 });

async function readParticipant({ appId, meetingId, participantId }: ParticipantKey): Promise<Participant | null> {
  const [app, meeting, participant] = [appId, meetingId, participantId].map(encodeURIComponent);
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `${pathname}/accounts/${CLOUDFLARE_ACCOUNT_ID}/realtime/kit/${app}/meetings/${meeting}/participants/${participant}`,
    headers: { accept: 'application/json', authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` },
  });
  const { data } = (await body.json()) as { data: Participant };
  if (statusCode === 404) return null;
  if (statusCode !== 200) throw new Error(`RealtimeKit answered ${statusCode}`);
  return data;
}

const readOrError = (key: ParticipantKey) => readParticipant(key).catch((error: unknown) => new Error('participant', { cause: error }));

function createContext(): Context {
  return {
    // REST has no read of many, so a batch is as many point reads; what the loader saves is repeated keys.
    participants: new DataLoader((keys) => Promise.all(keys.map(readOrError)), {
      cacheKeyFn: ({ appId, meetingId, participantId }) => [appId, meetingId, participantId].join('\n'),
    }),
  };
}

const schema = createSchema<Context>({
  typeDefs: /* GraphQL */ `
    type Query {
      meetingParticipant(appId: ID!, meetingId: ID!, participantId: ID!): Participant
    }
    type Participant {
      id: ID!
      name: String
      customParticipantId: String!
      presetName: String!
    }
  `,
  resolvers: {
    Query: {
      meetingParticipant: (_root: unknown, key: ParticipantKey, { participants }: Context) => participants.load(key),
    },
    Participant: {
      customParticipantId: ({ custom_participant_id }: Participant) => custom_participant_id,
      presetName: ({ preset_name }: Participant) => preset_name,
    },
  },
});

const yoga = createYoga({
  schema,
  context: createContext,
  graphiql: false,
  landingPage: false,
  cors: false,
  multipart: false,
  logging: 'error',
});
serve(yoga);
