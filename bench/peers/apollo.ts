/** Apollo Server, standalone, with a RESTDataSource for each request; its cache is the data source's own. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type AugmentedRequest, RESTDataSource } from '@apollo/datasource-rest';
import {
  itemPath,
  listPath,
  type MeetingKey,
  type Participant,
  type ParticipantKey,
  participantResolvers,
  typeDefs,
} from './participants.ts';
import { cacheSeconds, headers, port } from './settings.ts';

class ParticipantsAPI extends RESTDataSource {
  override willSendRequest(_path: string, request: AugmentedRequest): void {
    Object.assign(request.headers, headers);
  }

  async participant(key: ParticipantKey): Promise<Participant> {
    return (await this.get<{ data: Participant }>(itemPath(key), caching)).data;
  }

  async participants(key: MeetingKey, first: number): Promise<Participant[]> {
    return (await this.get<{ data: Participant[] }>(listPath(key, first), caching)).data;
  }
}

const caching = cacheSeconds > 0 ? { cacheOptions: { ttl: cacheSeconds } } : {};

interface Context {
  api: ParticipantsAPI;
}

const server = new ApolloServer<Context>({
  typeDefs,
  resolvers: {
    Query: {
      meetingParticipant: (_root: unknown, key: ParticipantKey, { api }: Context) => api.participant(key),
      meetingParticipants: async (_root: unknown, { first, ...key }: MeetingKey & { first: number }, { api }: Context) => ({
        nodes: await api.participants(key, first),
      }),
    },
    Participant: participantResolvers,
  },
  introspection: false,
});
const { cache } = server;
await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  context: () => Promise.resolve({ api: new ParticipantsAPI({ cache }) }),
});
