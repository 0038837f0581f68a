/** Mercurius on Fastify with loaders and its compiler on, and undici; its cache is `mercurius-cache`. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import mercuriusCache from 'mercurius-cache';
import { Pool } from 'undici';
import {
  itemPath,
  listPath,
  type MeetingKey,
  type Participant,
  type ParticipantKey,
  participantResolvers,
  typeDefs,
} from './participants.ts';
import { cacheEntries, cacheSeconds, headers, port, root } from './settings.ts';

const { origin } = new URL(root);
const pool = new Pool(origin, { connections: 64 });

async function get<T>(url: string): Promise<T | null> {
  const { statusCode, body } = await pool.request({ method: 'GET', path: url.slice(origin.length), headers });
  const answer = (await body.json()) as { data: T };
  if (statusCode === 404) return null;
  if (statusCode !== 200) throw new Error(`RealtimeKit answered ${statusCode}`);
  return answer.data;
}

const app = Fastify();
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Query: {
      meetingParticipants: async (_root: unknown, { first, ...key }: MeetingKey & { first: number }) => {
        const nodes = await get<Participant[]>(listPath(key, first));
        return nodes && { nodes };
      },
    },
    Participant: participantResolvers,
  },
  // REST has no read of many, so a batch is as many point reads; what the loader saves is repeated keys.
  loaders: {
    Query: {
      meetingParticipant: (queries: readonly { params: ParticipantKey }[]) =>
        Promise.all(queries.map(({ params }) => get<Participant>(itemPath(params)))),
    },
  },
  jit: 1,
});
if (cacheSeconds > 0) {
  await app.register(mercuriusCache.default, {
    ttl: cacheSeconds,
    storage: { type: 'memory', options: { size: cacheEntries } },
    policy: { Query: { meetingParticipant: true, meetingParticipants: true } },
  });
}
await app.listen({ port, host: '127.0.0.1' });
