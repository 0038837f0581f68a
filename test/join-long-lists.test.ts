/** Joins of meetings with thousands of people: what looking for somebody costs, and how many share it. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { Turns } from '../src/upstream/turns.ts';
import { appId } from './mutations/seeds.ts';
import { add, emmy, list, one, startJoining } from './support/joining.ts';

/** 5,000 people: 50 pages. */
const allHands = { meeting: { appId, meetingId: seedId('b', 3) } };
const named = (customParticipantId: string) => ({ ...emmy, customParticipantId });
const countOf = (operations: readonly (string | undefined)[], operation: string) => operations.filter((made) => made === operation).length;

describe('a look through a long list', () => {
  it('makes everybody known whom it shows', async () => {
    const { join } = await startJoining();
    const { operations } = await join(named('new'), allHands);
    expect(operations).toEqual([...Array.from({ length: 50 }, () => list), add]);
    for (const customParticipantId of ['user-3-4990', 'user-3-7']) {
      expect((await join(named(customParticipantId), allHands)).operations[0]).toBe(one);
    }
  });

  it('serves all who come before it begins: 20 new people at once are two looks', async () => {
    const { emulator, send } = await startJoining();
    const come = vi.spyOn(Turns.prototype, 'inRounds');
    let release = (): void => undefined;
    emulator.faults.add({ operation: list, times: 1, until: new Promise((resolve) => (release = resolve)) });
    const people = Array.from({ length: 20 }, (_, index) => named(`new-${index}`));
    const first = send(people[0] ?? {}, allHands);
    await vi.waitFor(() => {
      expect(come).toHaveBeenCalledTimes(1);
    });
    const others = people.slice(1).map((person) => send(person, allHands));
    await vi.waitFor(() => {
      expect(come).toHaveBeenCalledTimes(20);
    });
    release();
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ data }) => data?.['joinMeeting'])).toMatchObject(people.map(() => ({ wasAdded: true })));
    const operations = emulator.calls.map(({ operation }) => operation);
    // The second look may find a page more: the first of them is there by then.
    expect([100, 101]).toContain(countOf(operations, list));
    expect(countOf(operations, add)).toBe(20);
    expect(operations).toHaveLength(countOf(operations, list) + 20);
    // Those who shared a look say so on their bills.
    expect(answers.filter(({ extensions: { cost } }) => cost.upstreamCalls === 1 && cost.sharedCalls >= 50)).toHaveLength(18);
  });

  it('is taken over by another one if the one who began it leaves', async () => {
    const { join, emulator, query } = await startJoining();
    const come = vi.spyOn(Turns.prototype, 'inRounds');
    let release = (): void => undefined;
    emulator.faults.add({ operation: list, times: 1, until: new Promise((resolve) => (release = resolve)) });
    const first = join(named('new-1'), allHands);
    await vi.waitFor(() => {
      expect(come).toHaveBeenCalledTimes(1);
    });
    const client = new AbortController();
    const input = { ...allHands.meeting, ...named('new-2') };
    const document = 'mutation ($input: JoinMeetingInput!) { joinMeeting(input: $input) { wasAdded } }';
    const leaving = query(document, { input }, { signal: client.signal });
    await vi.waitFor(() => {
      expect(come).toHaveBeenCalledTimes(2);
    });
    const third = join(named('new-3'), allHands);
    await vi.waitFor(() => {
      expect(come).toHaveBeenCalledTimes(3);
    });
    client.abort();
    await expect(leaving).rejects.toThrow();
    release();
    expect([(await first).wasAdded, (await third).wasAdded]).toEqual([true, true]);
    expect(
      countOf(
        emulator.calls.map(({ operation }) => operation),
        add,
      ),
    ).toBe(2);
  });

  it('may take 100 pages beyond what an operation may call otherwise', async () => {
    const { join } = await startJoining({ emulator: { paging: { mostPerPage: 50 } } });
    const { operations, wasAdded } = await join(named('new'), allHands);
    expect(wasAdded).toBe(true);
    expect([countOf(operations, list), countOf(operations, add)]).toEqual([100, 1]);
  });
});
