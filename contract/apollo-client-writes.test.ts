/** Apollo Client changes through the gateway: its cache takes in what a payload shows, and asks for nothing again. */
import {
  type ApolloCache,
  ApolloClient,
  gql,
  HttpLink,
  NetworkStatus,
  type ObservableQuery,
  type StoreObject,
  type TypedDocumentNode,
  type TypePolicies,
} from '@apollo/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startStack } from '../test/support/stack.ts';
import { createCache } from './support/apollo-cache.ts';
import { ada, grace, oneQuery, type OneData, type OneVariables, recordingFetch } from './support/reading.ts';
import * as writing from './support/writing.ts';
import { namesBefore, namesIn, standUp } from './support/writing.ts';

const list: TypedDocumentNode<writing.ListData, typeof standUp> = gql(writing.listQuery);
const rename: TypedDocumentNode<writing.RenameData, writing.Input> = gql(writing.renameMutation);
const remove: TypedDocumentNode<writing.DeleteData, writing.Input> = gql(writing.deleteMutation);
const kick: TypedDocumentNode<writing.KickData, writing.Input> = gql(writing.kickMutation);

/** A running gateway and Apollo Client in front of it, whose requests are kept count of. */
async function startApollo(policies: TypePolicies = {}) {
  const stack = await startStack({ config: { cacheTtlMs: 0 } });
  const { fetch, requests } = recordingFetch();
  const client = new ApolloClient({ cache: createCache(policies), link: new HttpLink({ uri: stack.url, fetch }) });
  onTestFinished(() => {
    client.stop();
  });
  return { ...stack, client, requests, operations: () => stack.emulator.calls.map(({ operation }) => operation) };
}

/** The same, with a list of the stand-up's participants on the screen. What was asked so far is forgotten. */
async function startWatching(policies?: TypePolicies) {
  const apollo = await startApollo(policies);
  const watched = apollo.client.watchQuery({ query: list, variables: standUp });
  const shown: unknown[] = [];
  const subscription = watched.subscribe((result) => {
    if (result.dataState === 'complete') shown.push(namesIn(result.data));
  });
  onTestFinished(() => {
    subscription.unsubscribe();
  });
  await expect.poll(() => shown).toEqual([namesBefore]);
  apollo.requests.length = 0;
  apollo.emulator.calls.length = 0;
  return { ...apollo, watched, shown };
}

/** Takes an object out of the cache. Without an id, `evict` would take out all that queries have read. */
function evict(cache: ApolloCache, object: StoreObject): void {
  const id = cache.identify(object);
  if (id !== undefined) cache.evict({ id });
}

/** Whether nothing is on its way: what a change sets off, it sets off before it resolves. */
const isAtRest = (watched: Pick<ObservableQuery, 'getCurrentResult'>) => watched.getCurrentResult().networkStatus === NetworkStatus.ready;

describe('Apollo Client', () => {
  test('shows the new name of a participant in a list that it watches, and reads nothing again', async () => {
    const { client, watched, shown, requests, operations } = await startWatching();
    const { data, error } = await client.mutate({ mutation: rename, variables: writing.rename });

    expect(error).toBeUndefined();
    expect(data).toMatchObject({ updateMeetingParticipant: { participant: { id: ada.id, name: 'Countess' } } });
    await expect.poll(() => shown).toEqual([namesBefore, ['Countess', ...namesBefore.slice(1)]]);
    expect(isAtRest(watched)).toBe(true);
    // The change itself.
    expect(requests).toEqual(['POST 200']);
    expect(operations()).toEqual(['edit_participant']);
  });

  test('takes a participant who was deleted out of a list that it watches, by the id in the payload', async () => {
    const { client, watched, shown, requests, operations } = await startWatching();
    await client.mutate({
      mutation: remove,
      variables: writing.deleteAda,
      update: (cache, { data }) => {
        evict(cache, { __typename: 'Participant', id: data?.deleteMeetingParticipant?.participantId });
      },
    });

    await expect.poll(() => shown).toEqual([namesBefore, namesBefore.slice(1)]);
    expect(isAtRest(watched)).toBe(true);
    expect(requests).toEqual(['POST 200']);
    expect(operations()).toEqual(['delete_meeting_participant']);
  });

  test('does so by the global id, if it keeps objects by that; then every selection has to have it', async () => {
    const { client, watched, shown, requests } = await startWatching({ Participant: { keyFields: ['nodeId'] } });
    await client.mutate({
      mutation: remove,
      variables: writing.deleteAda,
      update: (cache, { data }) => {
        evict(cache, { __typename: 'Participant', nodeId: data?.deleteMeetingParticipant?.participantNodeId });
      },
    });

    await expect.poll(() => shown).toEqual([namesBefore, namesBefore.slice(1)]);
    expect(isAtRest(watched)).toBe(true);
    expect(requests).toEqual(['POST 200']);

    const withoutNodeId: TypedDocumentNode<OneData, OneVariables> = gql(oneQuery);
    const failed = client.query({ query: withoutNodeId, variables: { id: grace.id } });
    await expect(failed).rejects.toThrow("Missing field 'nodeId'");
  });

  test('keeps what several queries read of an object without id', async () => {
    const { client, requests } = await startApollo();
    const partOf = (fields: string) => ({
      query: gql(
        `query($appId: ID!, $meetingId: ID!) { meeting(appId: $appId, meetingId: $meetingId) { id recordingConfig { ${fields} } } }`,
      ),
      variables: writing.algebra,
    });
    await client.query(partOf('maxSeconds'));
    await client.query(partOf('fileNamePrefix'));

    expect(client.readQuery(partOf('maxSeconds fileNamePrefix'))).toMatchObject({
      meeting: { recordingConfig: { maxSeconds: 3600, fileNamePrefix: 'acme-0' } },
    });
    expect(requests).toEqual(['POST 200', 'POST 200']);
  });

  test('gets a refusal as data, whose type tells which one it is', async () => {
    const { client, requests, operations } = await startApollo();
    const { data, error } = await client.mutate({ mutation: kick, variables: writing.kickFromAlgebra });

    expect(error).toBeUndefined();
    expect(data).toEqual({ kickParticipants: writing.refused });
    expect(requests).toEqual(['POST 200']);
    // The second tells whether the session is missing or who should be in it, the third that there is such a meeting.
    expect(operations()).toEqual(['KickPartcipants', 'GetActiveSession', 'get_meeting']);
  });
});
