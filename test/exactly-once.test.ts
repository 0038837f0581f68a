/** A write is done once, whatever happens to its call, and nobody is told what is not so. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { documentOf } from './mutations/documents.ts';
import { appId, standUp } from './mutations/seeds.ts';
import { mishaps } from './support/mishaps.ts';
import { type GraphQLAnswer, hastyClock, type Stack, startStack } from './support/stack.ts';

const atOnce = 20;

/** The meetings of apps 4 to 30, each of one person: short lists. */
const places = Array.from({ length: 27 }, (_, index) => ({ appId: seedId('a', index + 4), meetingId: seedId('b', index + 204) }));
const placeOf = (run: number) => places[run % places.length] ?? { appId: '', meetingId: '' };

/** A mutation that makes something once in each run, under a mark of its own. */
interface Making {
  mutation: string;
  runs: number;
  operation: string;
  /** Where the fault of a run hits. */
  path: (run: number) => string;
  input: (run: number, mark: string) => object;
  /** What is made, as the payload shows it. */
  made: string;
  /** The lists that it may be in, and where their rows show the mark. */
  lists: readonly string[];
  markIn: (row: Record<string, string>) => string | undefined;
  /** Who asks again after an outcome that is not known is told what a look shows. */
  looks?: boolean;
}

const enrolling = {
  runs: 1000,
  operation: 'add_participant',
  path: (run: number) => placeOf(run).meetingId,
  input: (run: number, mark: string) => ({ ...placeOf(run), customParticipantId: mark, presetName: 'webinar_viewer', name: 'Ada' }),
  made: 'participant',
  lists: places.map(({ appId: app, meetingId }) => `/${app}/meetings/${meetingId}/participants`),
  markIn: ({ custom_participant_id: mark }: Record<string, string>) => mark,
};

const makings: readonly Making[] = [
  { mutation: 'addMeetingParticipant', ...enrolling },
  { mutation: 'joinMeeting', ...enrolling, looks: true },
  {
    mutation: 'createMeeting',
    runs: 240,
    operation: 'create_meeting',
    path: (run) => placeOf(run).appId,
    input: (run, mark) => ({ appId: placeOf(run).appId, title: mark }),
    made: 'meeting',
    lists: places.map(({ appId: app }) => `/${app}/meetings`),
    markIn: ({ title }) => title,
  },
  {
    mutation: 'createWebhook',
    runs: 240,
    operation: 'addWebhook',
    path: (run) => placeOf(run).appId,
    input: (run, mark) => ({ appId: placeOf(run).appId, name: mark, url: 'https://example.com/', events: [] }),
    made: 'webhook',
    lists: places.map(({ appId: app }) => `/${app}/webhooks`),
    markIn: ({ name }) => name,
  },
  {
    mutation: 'startRecording',
    runs: 240,
    operation: 'start_recording',
    path: () => '',
    input: (_run, mark) => ({ ...standUp, fileNamePrefix: mark, allowMultipleRecordings: true }),
    made: 'recording',
    lists: [`/${appId}/recordings`],
    markIn: ({ output_file_name: name = '' }) => /^(run-\d+)-/.exec(name)?.[1],
  },
];

const start = (now = Date.now) =>
  startStack({
    config: { upstreamTimeoutMs: 60, quota: { limit: 1_000_000, windowSeconds: 300 } },
    dependencies: { clock: { ...hastyClock, now } },
  });

/** The id that somebody was told, or how sure the failure is. */
function verdictOf(mutation: string, made: string, { data, errors }: GraphQLAnswer): string {
  const { [made]: object } = (data?.[mutation] ?? {}) as Record<string, { id: string } | undefined>;
  if (object !== undefined) return object.id;
  return errors[0]?.extensions['outcome'] === 'UNKNOWN' ? 'unknown' : 'not done';
}

/** By their marks, the ids of what the emulator holds. */
async function heldBy({ restBody }: Stack, { lists, markIn }: Making): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, string[]>();
  for (const list of lists) {
    let total = Infinity;
    for (let page = 1; (page - 1) * 100 < total; page += 1) {
      const { data, paging } = (await restBody(`${list}?page_no=${page}&per_page=100`)) as {
        data: Record<string, string>[];
        paging?: { total_count: number };
      };
      total = paging?.total_count ?? 0;
      for (const row of data) held.set(markIn(row) ?? '', [...(held.get(markIn(row) ?? '') ?? []), row['id'] ?? '']);
    }
  }
  return held;
}

describe('writes with mishaps before, during and after each POST', () => {
  it.each(makings)(
    '$runs of $mutation by two callers, asked again, make one or none, as they are told',
    async (making) => {
      const { mutation, runs, operation, path, input, made, looks = false } = making;
      const stack = await start();
      stack.emulator.quota.rules = { ...stack.emulator.quota.rules, limit: 1_000_000 };
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
      const document = documentOf(mutation, `{ ... on ${type} { ${made} { id } } }`);
      const verdicts: { mark: string; told: readonly string[]; again: string }[] = [];

      for (let first = 0; first < runs; first += atOnce) {
        await Promise.all(
          Array.from({ length: atOnce }, async (_, index) => {
            const run = first + index;
            const mark = `run-${run}`;
            stack.emulator.faults.add({ operation, path: path(run), times: 1, ...mishaps[run % mishaps.length] });
            const ask = async () => {
              const answer = await stack.query(document, { input: { ...input(run, mark), clientMutationId: mark } });
              return verdictOf(mutation, made, answer);
            };
            const told = await Promise.all([ask(), ask()]);
            verdicts.push({ mark, told, again: await ask() });
          }),
        );
      }

      const held = await heldBy(stack, making);
      for (const { mark, told, again } of verdicts) {
        const ids = held.get(mark) ?? [];
        expect(ids.length).toBeLessThanOrEqual(1);
        for (const claim of [...told, again]) if (claim !== 'unknown' && claim !== 'not done') expect(ids).toEqual([claim]);
        // Who was told that it was not done could ask again, and that next time counts.
        if ([...told, again].every((claim) => claim === 'not done')) expect(ids).toEqual([]);
        if (told.includes('unknown')) expect(looks ? ['unknown', ...ids] : ['unknown', ...told]).toContain(again);
      }
      expect(
        new Set(verdicts.flatMap(({ told }) => told).map((claim) => (claim === 'unknown' || claim === 'not done' ? claim : 'done'))),
      ).toEqual(new Set(['done', 'not done', 'unknown']));
    },
    60_000,
  );
});

describe('a person who is added and joins, with mishaps', () => {
  const add = documentOf('addMeetingParticipant', '{ participant { id } }');
  const join = documentOf('joinMeeting', '{ participant { id } wasAdded }');

  it('120 times, also when the enrolment arrives late, is one participant or none, as all callers are told', async () => {
    let now = Date.now();
    const stack = await start(() => now);
    const { query, emulator } = stack;
    const verdicts: { mark: string; told: readonly string[] }[] = [];
    for (let run = 0; run < 120; run += 1) {
      const mark = `run-${run}`;
      // The breaker and a used-up quota are not what is tested here.
      now += 20_000;
      let arrive = (): void => undefined;
      const late = run % 3 === 0 ? { arrives: new Promise<void>((resolve) => (arrive = resolve)) } : mishaps[run % mishaps.length];
      emulator.faults.add({ operation: 'add_participant', times: 1, ...late });
      const input = enrolling.input(run, mark);
      const added = verdictOf('addMeetingParticipant', 'participant', await query(add, { input }));
      const ask = async () => verdictOf('joinMeeting', 'participant', await query(join, { input }));
      const [one, other] = await Promise.all([ask(), ask()]);
      const calls = emulator.calls.length;
      arrive();
      const last = await ask();
      verdicts.push({ mark, told: [added, one, other, last] });
      // What arrived late was found, and not made a second time.
      if (run % 3 === 0) expect(emulator.calls.slice(calls).map(({ operation }) => operation)).toEqual(['get_meeting_participants']);
    }
    const held = await heldBy(stack, { mutation: 'joinMeeting', ...enrolling });
    for (const { mark, told } of verdicts) {
      const ids = held.get(mark) ?? [];
      const isDone = (claim: string) => claim !== 'unknown' && claim !== 'not done';
      expect(ids.length).toBeLessThanOrEqual(1);
      for (const claim of told.filter(isDone)) expect(ids).toEqual([claim]);
      if (!told.includes('unknown')) expect(ids).toHaveLength(told.some(isDone) ? 1 : 0);
    }
    expect(verdicts.filter((_, run) => run % 3 === 0).map(({ told }) => told.slice(0, 3).join())).toEqual(
      Array.from({ length: 40 }, () => 'unknown,unknown,unknown'),
    );
  }, 120_000);
});
