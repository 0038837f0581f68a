/** urql reads through the gateway: data, partial errors, and its cache. */
import { cacheExchange, Client, type ClientOptions, fetchExchange, gql, type TypedDocumentNode } from '@urql/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launchStack, type Stack } from '../test/support/stack.ts';
import { ada, firstPage, grace, manyQuery, oneQuery, pointRead, recordingFetch } from './support/reading.ts';
import type { ManyData, ManyVariables, OneData, OneVariables } from './support/reading.ts';

const one: TypedDocumentNode<OneData, OneVariables> = gql(oneQuery);
const many: TypedDocumentNode<ManyData, ManyVariables> = gql(manyQuery);

let stack: Stack;
let requests: string[];
let clientWith: (options: Partial<ClientOptions>) => Client;
let client: Client;

beforeEach(async () => {
  stack = await launchStack({ config: { cacheTtlMs: 0 } });
  const recording = recordingFetch();
  requests = recording.requests;
  clientWith = (options) => new Client({ url: stack.url, exchanges: [cacheExchange, fetchExchange], fetch: recording.fetch, ...options });
  client = clientWith({ preferGetMethod: false });
});

afterEach(() => stack.close());

describe('urql', () => {
  test('reads one participant with one REST call', async () => {
    const { data, error } = await client.query(one, { id: ada.id });

    expect(error).toBeUndefined();
    expect(data).toEqual({ meetingParticipant: ada });
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('reads many participants, in the order asked, with one REST call', async () => {
    const { data } = await client.query(many, { ids: [grace.id, ada.id] });

    expect(data).toEqual({ meetingParticipantsByIds: [grace, ada] });
    expect(stack.calls()).toEqual([firstPage]);
  });

  test('sees data and the error of one bad id side by side', async () => {
    const { data, error } = await client.query(many, { ids: [ada.id, '..', grace.id] });

    expect(data).toEqual({ meetingParticipantsByIds: [ada, null, grace] });
    expect(error?.networkError).toBeUndefined();
    expect(error?.graphQLErrors).toMatchObject([
      { path: ['meetingParticipantsByIds', 1], extensions: { code: 'BAD_USER_INPUT', retryable: false } },
    ]);
    expect(requests).toEqual(['POST 200']);
    expect(stack.calls()).toEqual([firstPage]);
  });

  test('sees which failure of RealtimeKit lies behind an error', async () => {
    stack.emulator.faults.add({ operation: 'get_meeting_participant', status: 403 });
    const { data, error } = await client.query(one, { id: ada.id });

    expect(data).toEqual({ meetingParticipant: null });
    expect(error?.graphQLErrors).toMatchObject([
      { extensions: { code: 'UPSTREAM_AUTH_FAILED', upstream: { operation: 'get_meeting_participant', status: 403 } } },
    ]);
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('understands the refusal of a query that the schema does not have', async () => {
    const { error } = await client.query(
      gql`
        query {
          noSuchField
        }
      `,
      {},
    );

    expect(error?.graphQLErrors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(requests).toEqual(['POST 400']);
    expect(stack.calls()).toEqual([]);
  });

  test('serves the same query again from its cache', async () => {
    const first = await client.query(one, { id: ada.id });
    const second = await client.query(one, { id: ada.id });

    expect(second.data).toEqual(first.data);
    expect(requests).toEqual(['POST 200']);
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });

  test('needs a header of the application to read by GET, which it prefers when it is not told otherwise', async () => {
    const refused = await clientWith({}).query(one, { id: ada.id });
    expect(refused.error?.graphQLErrors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(requests).toEqual(['GET 403']);
    expect(stack.calls()).toEqual([]);

    const { data } = await clientWith({ fetchOptions: { headers: { 'graphql-require-preflight': '1' } } }).query(one, { id: ada.id });
    expect(data).toEqual({ meetingParticipant: ada });
    expect(requests).toEqual(['GET 403', 'GET 200']);
    expect(stack.calls()).toEqual([pointRead(ada.id)]);
  });
});
