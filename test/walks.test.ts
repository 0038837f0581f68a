/** Lists that are read page by page while they change, fail or end: what is read again, what is not, and who is told. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, large, list, numbers, small, startWithoutCache } from './support/seeded.ts';

const inLarge = (number: number) => seedId('c', number, 3);
const meeting = (id: string, fields: string) => `meeting(appId: "${app}", meetingId: "${id}") { ${fields} }`;
const byCustomId = (number: number, fields = 'id') => `participantByCustomId(customParticipantId: "user-3-${number}") { ${fields} }`;
const ask = (...wanted: readonly number[]) =>
  `{ ${meeting(large, wanted.map((number) => `p${number}: ${byCustomId(number)}`).join(' '))} }`;
const pages = (...queries: readonly string[]) => queries.map((query) => `${list(large)}?${query}`);
const hundreds = (first: number, last: number) =>
  pages(...numbers(last - first + 1, first).map((number) => `page_no=${number}&per_page=100`));

async function start(options: Parameters<typeof startWithoutCache>[0] = {}) {
  const stack = await startWithoutCache(options);
  const looks = () =>
    stack
      .calls()
      .filter((call) => call.startsWith(list(large)))
      .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return { ...stack, looks };
}

describe('a list that is walked', () => {
  it('is empty if RealtimeKit knows no such list', async () => {
    const { query, emulator, looks } = await start();
    emulator.faults.add({ operation: 'get_meeting_participants', status: 404 });
    expect(await query(ask(1, 2))).toMatchObject({ data: { meeting: { p1: null, p2: null } }, errors: [] });
    expect(looks()).toEqual(hundreds(1, 1));
  });

  it.each([
    ['is gone', { status: 404 }],
    ['shows nobody', { body: { success: true, data: [], paging: { total_count: 5000, start_offset: 0, end_offset: 0 } } }],
  ])('ends with a page that %s, though pages beside it are there', async (_what, fault) => {
    const { query, emulator, looks } = await start();
    emulator.faults.add({ operation: 'get_meeting_participants', path: 'page_no=3&', ...fault });
    expect(await query(ask(1, 101, 201, 301, 5000))).toMatchObject({
      data: { meeting: { p1: { id: inLarge(1) }, p101: { id: inLarge(101) }, p201: null, p301: { id: inLarge(301) }, p5000: null } },
      errors: [],
    });
    expect(looks()).toEqual(hundreds(1, 5));
  });

  it('is gone on with at the page that failed, and whom it has shown before is known', async () => {
    const { query, emulator, looks } = await start();
    emulator.faults.add({ operation: 'get_meeting_participants', path: 'page_no=2&', times: 1, status: 400 });
    const later = `late: ${byCustomId(102)} known: participant(participantId: "${inLarge(401)}") { customParticipantId }`;
    const { data, errors } = await query(
      `{ ${meeting(large, `lost: ${byCustomId(101)} found: ${byCustomId(1, `meeting { ${later} }`)}`)} }`,
    );
    expect(data).toEqual({
      meeting: { lost: null, found: { meeting: { late: { id: inLarge(102) }, known: { customParticipantId: 'user-3-401' } } } },
    });
    expect(errors).toMatchObject([{ path: ['meeting', 'lost'], extensions: { code: 'BAD_USER_INPUT' } }]);
    // The five pages, and all that were read beside the one that failed once more.
    expect(looks()).toEqual([...hundreds(1, 5), ...hundreds(2, 5)].sort());
  });

  it('makes its rows known though one of them is not as documented', async () => {
    const { query, emulator, calls } = await start();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => {
        const body = answer.body as { data: object[] };
        return { ...answer, body: { ...body, data: body.data.with(0, { ...body.data[0], created_at: 'yesterday' }) } };
      },
    });
    const known = `participant(participantId: "${seedId('c', 3, 1)}") { customParticipantId }`;
    const found = 'participantByCustomId(customParticipantId: "user-1-2")';
    const { data, errors } = await query(`{ ${meeting(small, `${found} { meeting { ${known} } }`)} }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({ meeting: { participantByCustomId: { meeting: { participant: { customParticipantId: 'user-1-3' } } } } });
    expect(calls().filter((call) => call.includes('/participants'))).toEqual([`${list(small)}?page_no=1&per_page=100`]);
  });

  it('is read in the size of an upstream that refuses ours', async () => {
    const { query, looks } = await start({ emulator: { paging: { mostPerPage: 50, whenMore: 'refuse', defaultPageSize: 40 } } });
    expect((await query(ask(41))).data).toEqual({ meeting: { p41: { id: inLarge(41) } } });
    expect(looks()).toEqual(pages('page_no=1', 'page_no=1&per_page=100', ...numbers(4, 2).map((number) => `page_no=${number}`)));
  });

  it('says in the trace how far it is', async () => {
    const { query } = await start();
    const { extensions } = await query(ask(101), undefined, { headers: { 'x-gateway-trace': '1' } });
    const whys = extensions.trace?.map(({ why }) => why).filter((why) => why.includes('page'));
    expect(whys).toEqual(['list page 1', ...numbers(4, 2).map((number) => `list page ${number} of 50`)]);
  });

  it('says nothing of the length of another one', async () => {
    const { query, calls, emulator } = await start();
    await query(ask(1));
    emulator.calls.length = 0;
    const events = seedId('a', 3);
    const webinars = numbers(3).map((number) => `m${number}: meeting(appId: "${events}", meetingId: "${seedId('b', 100 + number)}")`);
    await query(`{ ${webinars.map((webinar) => `${webinar} { activeSession { id } }`).join(' ')} }`);
    expect(calls().filter((call) => call.includes('/sessions'))).toHaveLength(1);
    expect(calls().filter((call) => call.includes('active-session'))).toEqual([]);
  });
});
