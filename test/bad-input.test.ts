/** Ids that may not go into a path: refused by name and rule, before any call. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { checkedId, path } from '../src/upstream/path.ts';
import { launchStack, startStack } from './support/stack.ts';

const good = { appId: seedId('a', 1), meetingId: seedId('b', 1), participantId: seedId('c', 1, 1) };
const one = `query ($appId: ID!, $meetingId: ID!, $participantId: ID!) {
  meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) { id }
}`;
const byIds = `query ($appId: ID!, $meetingId: ID!, $participantIds: [ID!]!) {
  meetingParticipantsByIds(appId: $appId, meetingId: $meetingId, participantIds: $participantIds) { id }
}`;

const unsafe: [string, string, string][] = [
  ['empty', '', 'must not be empty'],
  ['"."', '.', 'must not be "."'],
  ['".."', '..', 'must not be ".."'],
  ['"a/b"', 'a/b', 'must not contain "/", "\\" or "%"'],
  ['"a\\b"', 'a\\b', 'must not contain "/", "\\" or "%"'],
  ['"%2e%2e"', '%2e%2e', 'must not contain "/", "\\" or "%"'],
  ['10 kB long', 'a'.repeat(10_240), 'must not be longer than 128 characters (this one has 10240)'],
  ['with NUL', 'a\u0000b', 'must not contain control characters or line breaks'],
  ['with a line break', 'a\r\nb', 'must not contain control characters or line breaks'],
  ['with half of a surrogate pair', 'a\ud800', 'must be well-formed Unicode (it has half of a surrogate pair)'],
];

describe('an unsafe id', () => {
  it.each(unsafe)('%s is BAD_USER_INPUT in every argument, for no call', async (_title, id, rule) => {
    const { query, calls } = await startStack();
    for (const name of ['appId', 'meetingId', 'participantId']) {
      const { data, errors } = await query(one, { ...good, [name]: id });
      expect(data).toEqual({ meetingParticipant: null });
      expect(errors).toMatchObject([{ message: `${name} ${rule}.`, extensions: { code: 'BAD_USER_INPUT', retryable: false } }]);
    }
    expect(calls()).toEqual([]);
  });

  it('in a list of ids fails its own place', async () => {
    const { query, calls } = await startStack();
    const { data, errors } = await query(byIds, { ...good, participantIds: [good.participantId, '..', seedId('c', 2, 1)] });
    expect(data).toEqual({ meetingParticipantsByIds: [{ id: good.participantId }, null, { id: seedId('c', 2, 1) }] });
    expect(errors).toMatchObject([
      { message: 'participantIds[1] must not be "..".', path: ['meetingParticipantsByIds', 1], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(calls()).toHaveLength(1);
  });

  it('of a meeting fails a list of ids once', async () => {
    const { query, calls } = await startStack();
    const { errors } = await query(byIds, { ...good, meetingId: 'a/b', participantIds: ['1', '2'] });
    expect(errors).toMatchObject([{ path: ['meetingParticipantsByIds'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([]);
  });
});

describe('a list of ids', () => {
  it.each([0, 501])('of %i is BAD_USER_INPUT, for no call', async (length) => {
    const { query, calls } = await startStack();
    const { errors } = await query(byIds, { ...good, participantIds: Array.from({ length }, (_, index) => `${index}`) });
    expect(errors).toMatchObject([
      { message: `participantIds must hold 1 to 500 ids (this one holds ${length}).`, extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(calls()).toEqual([]);
  });

  it('of 500 is answered', async () => {
    const { query, calls } = await startStack();
    const participantIds = Array.from({ length: 500 }, (_, index) => seedId('c', index + 1, 3));
    const { data, errors } = await query(byIds, { ...good, meetingId: seedId('b', 3), participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toEqual(participantIds.map((id) => ({ id })));
    expect(calls().length).toBeLessThanOrEqual(51);
  });
});

describe('a document', () => {
  it('with a variable of the wrong type is BAD_USER_INPUT', async () => {
    const { query } = await startStack();
    const { errors } = await query(one, { ...good, participantId: { no: 'object' } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('with an unknown field is GRAPHQL_VALIDATION_FAILED', async () => {
    const { query } = await startStack();
    expect((await query('{ nothing }')).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it('that is no GraphQL is GRAPHQL_PARSE_FAILED', async () => {
    const { query } = await startStack();
    expect((await query('{')).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
  });
});

describe('a path', () => {
  it('keeps its route whatever the id: it is refused or comes back whole from one segment', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('?', '#', ';', ' ', 'ä')),
        (id) => {
          let made;
          try {
            made = path`/apps/${{ id }}/meetings`;
          } catch {
            return;
          }
          const { pathname, search, hash } = new URL(made.value, 'http://host');
          expect([pathname.split('/').length, search, hash]).toEqual([4, '', '']);
          expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(id);
          expect(made.template).toBe('/apps/{id}/meetings');
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('takes what RealtimeKit uses', () => {
    expect(checkedId('id', good.appId)).toBe(good.appId);
    expect(checkedId('id', 'live-stream_1.x')).toBe('live-stream_1.x');
  });

  it('with odd but safe characters reaches the upstream as it was written', async () => {
    const stack = await launchStack();
    await stack.query(one, { ...good, participantId: 'a b?c#d&é' });
    expect(stack.calls()).toEqual([`GET /${good.appId}/meetings/${good.meetingId}/participants/a%20b%3Fc%23d%26%C3%A9`]);
    await stack.close();
  });
});
