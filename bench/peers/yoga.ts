/** What most people write first: GraphQL Yoga, a DataLoader for each request, Node's `fetch`. Its cache is Yoga's own plugin. */
import { createServer } from 'node:http';
import { createInMemoryCache, useResponseCache } from '@graphql-yoga/plugin-response-cache';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import {
  itemPath,
  listPath,
  type MeetingKey,
  type Participant,
  type ParticipantKey,
  participantResolvers,
  typeDefs,
} from './participants.ts';
import { cacheEntries, cacheSeconds, headers, port } from './settings.ts';

interface Context {
  participants: DataLoader<ParticipantKey, Participant | null, string>;
}

async function get<T>(url: string): Promise<T | null> {
  const response = await fetch(url, { headers });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`RealtimeKit answered ${response.status}`);
  return ((await response.json()) as { data: T }).data;
}

const readOrError = (key: ParticipantKey) =>
  get<Participant>(itemPath(key)).catch((error: unknown) => new Error('no participant', { cause: error }));

function createContext(): Context {
  return {
    // REST has no read of many, so a batch is as many point reads; what the loader saves is repeated keys.
    participants: new DataLoader((keys) => Promise.all(keys.map(readOrError)), {
      cacheKeyFn: ({ appId, meetingId, participantId }) => [appId, meetingId, participantId].join('\n'),
    }),
  };
}

const schema = createSchema<Context>({
  typeDefs,
  resolvers: {
    Query: {
      meetingParticipant: (_root: unknown, key: ParticipantKey, { participants }: Context) => participants.load(key),
      meetingParticipants: async (_root: unknown, { first, ...key }: MeetingKey & { first: number }) => {
        const nodes = await get<Participant[]>(listPath(key, first));
        return nodes && { nodes };
      },
    },
    Participant: participantResolvers,
  },
});

const yoga = createYoga({
  schema,
  context: createContext,
  graphiql: false,
  landingPage: false,
  logging: 'error',
  plugins:
    cacheSeconds > 0
      ? [useResponseCache({ session: () => null, cache: createInMemoryCache({ max: cacheEntries }), ttl: cacheSeconds * 1000 })]
      : [],
});
createServer((request, response) => void yoga(request, response)).listen(port, '127.0.0.1');
