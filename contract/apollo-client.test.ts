/** Apollo Client reads through the gateway: data, partial errors, and its cache. */
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, type TypedDocumentNode } from '@apollo/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launchStack, type Stack } from '../test/support/stack.ts';
import { createCache } from './support/apollo-cache.ts';
import { ada, firstPage, grace, manyQuery, oneQuery, pointRead, recordingFetch } from './support/reading.ts';
import type { ManyData, ManyVariables, OneData, OneVariables } from './support/reading.ts';
import { withData } from './support/with-data.ts';

const one: TypedDocumentNode<OneData, OneVariables> = gql(oneQuery);
const many: TypedDocumentNode<ManyData, ManyVariables> = gql(manyQuery);

let stack: Stack;
let requests: string[];
let client: ApolloClient;

beforeEach(async () => {
  stack = await launchStack({ config: { cacheTtlMs: 0 } });
  const recording = recordingFetch();
  requests = recording.requests;
  client = new ApolloClient({ cache: createCache(), link: new HttpLink({ uri: stack.url, fetch: recording.fetch }) });
});

afterEach(async () => {
  client.stop();
  await stack.close();
});

describe('Apollo Client', () => {
  test('reads one participant with one REST call', async () => {
    const { data, error } = await client.query({ query: one, variables: { id: ada.id } });

    expect(error).toBeUndefined();
    expect(data).toEqual({ meetingParticipant: ada });
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('reads many participants, in the order asked, with one REST call', async () => {
    const { data } = await client.query({ query: many, variables: { ids: [grace.id, ada.id] } });

    expect(data).toEqual({ meetingParticipantsByIds: [grace, ada] });
    expect(stack.calls()).toEqual([firstPage]);
  });

  test('sees data and the error of one bad id side by side', async () => {
    const { data, error } = await client.query({ query: many, variables: { ids: [ada.id, '..', grace.id] }, errorPolicy: 'all' });

    expect(data).toEqual({ meetingParticipantsByIds: [ada, null, grace] });
    expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([
      { path: ['meetingParticipantsByIds', 1], extensions: { code: 'BAD_USER_INPUT', retryable: false } },
    ]);
    expect(requests).toEqual(['POST 200']);
    expect(stack.calls()).toEqual([firstPage]);
  });

  test('sees which failure of RealtimeKit lies behind an error', async () => {
    stack.emulator.faults.add({ operation: 'get_meeting_participant', status: 403 });
    const { data, error } = await client.query({ query: one, variables: { id: ada.id }, errorPolicy: 'all' });

    expect(data).toEqual({ meetingParticipant: null });
    expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_AUTH_FAILED', upstream: { operation: 'get_meeting_participant', status: 403 } } },
    ]);
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('understands the refusal of a query that the schema does not have', async () => {
    const failed = client.query({
      query: gql`
        query {
          noSuchField
        }
      `,
    });

    await expect(failed).rejects.toBeInstanceOf(CombinedGraphQLErrors);
    await expect(failed).rejects.toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    expect(requests).toEqual(['POST 400']);
    expect(stack.calls()).toEqual([]);
  });

  test('serves the same query again from its cache', async () => {
    const query = { query: one, variables: { id: ada.id } };
    const first = await client.query(query);
    const second = await client.query(query);

    expect(second.data).toEqual(first.data);
    expect(requests).toEqual(['POST 200']);
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('keeps a participant that two queries read as one object of its cache', async () => {
    await client.query({ query: many, variables: { ids: [ada.id, grace.id] } });
    stack.emulator.faults.add({ operation: 'get_meeting_participant', change: withData({ name: 'Countess' }) });
    await client.query({ query: one, variables: { id: ada.id } });

    expect(client.readQuery({ query: many, variables: { ids: [ada.id, grace.id] } })).toEqual({
      meetingParticipantsByIds: [{ ...ada, name: 'Countess' }, grace],
    });
    expect(stack.calls()).toEqual([firstPage, pointRead(ada.id)]);
  });
});
