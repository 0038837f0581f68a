/** urql changes through the gateway. Its cache keeps answers and not objects: it reads again what shows a type that a payload shows. */
import { cacheExchange, Client, fetchExchange, gql, type OperationContext, type TypedDocumentNode } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startStack } from '../test/support/stack.ts';
import { recordingFetch } from './support/reading.ts';
import * as writing from './support/writing.ts';
import { namesBefore, namesIn, standUp } from './support/writing.ts';

const list: TypedDocumentNode<writing.ListData, typeof standUp> = gql(writing.listQuery);
const rename: TypedDocumentNode<writing.RenameData, writing.Input> = gql(writing.renameMutation);
const remove: TypedDocumentNode<writing.DeleteData, writing.Input> = gql(writing.deleteMutation);
const kick: TypedDocumentNode<writing.KickData, writing.Input> = gql(writing.kickMutation);

/** A running gateway and urql in front of it, with a list of the stand-up's participants on the screen. */
async function startWatching() {
  const stack = await startStack({ config: { cacheTtlMs: 0 } });
  const { fetch, requests } = recordingFetch();
  const client = new Client({ url: stack.url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false, fetch });
  const shown: unknown[] = [];
  const { unsubscribe } = client.query(list, standUp).subscribe(({ data, stale }) => {
    if (!stale) shown.push(namesIn(data));
  });
  onTestFinished(unsubscribe);
  await expect.poll(() => shown).toEqual([namesBefore]);
  requests.length = 0;
  return { client, shown, requests };
}

describe('urql', () => {
  test('reads a list again when a payload shows one who may be in it', async () => {
    const { client, shown, requests } = await startWatching();
    const { data } = await client.mutation(rename, writing.rename);

    expect(data).toMatchObject({ updateMeetingParticipant: { participant: { name: 'Countess' } } });
    await expect.poll(() => shown).toEqual([namesBefore, ['Countess', ...namesBefore.slice(1)]]);
    expect(requests).toEqual(['POST 200', 'POST 200']);
  });

  test('has to be told of which type it was that was deleted', async () => {
    const { client, shown, requests } = await startWatching();
    const told: Partial<OperationContext> = { additionalTypenames: ['Participant'] };
    await client.mutation(remove, writing.deleteAda, told);

    await expect.poll(() => shown).toEqual([namesBefore, namesBefore.slice(1)]);
    expect(requests).toEqual(['POST 200', 'POST 200']);
  });

  test('shows who was deleted on, if it is not told', async () => {
    const { client } = await startWatching();
    await client.mutation(remove, writing.deleteAda);
    const { data } = await client.query(list, standUp, { requestPolicy: 'cache-only' });

    expect(namesIn(data)).toEqual(namesBefore);
  });

  test('gets a refusal as data, whose type tells which one it is', async () => {
    const { client, requests } = await startWatching();
    const { data, error } = await client.mutation(kick, writing.kickFromAlgebra);

    expect(error).toBeUndefined();
    expect(data).toEqual({ kickParticipants: writing.refused });
    expect(requests).toEqual(['POST 200']);
  });
});
