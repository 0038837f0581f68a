/** The meeting that is read: on an emulator in a process of its own, with people in it who are known beforehand. */
import { Pool } from 'undici';
import type { Call } from '../src/emulator/emulator.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startProgram } from './programs.ts';

/** A participant as every system has to answer. */
export interface Person {
  id: string;
  name: string | null;
  customParticipantId: string;
}

/** REST calls as the emulator counted them. */
export interface Ledger {
  calls: number;
  /** How many of them were for a page of the list. */
  pages: number;
  /** How many of them had no answer or another one than 200. */
  failed: number;
}

export interface EmulatedMeeting {
  readonly people: readonly Person[];
  /** Leads a system to the emulator. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets the calls so far. */
  clearLedger: () => Promise<void>;
  ledger: () => Promise<Ledger>;
  /** What happens to calls from now on, instead of the latency that it started with. */
  setFaults: (faults: readonly Fault[]) => Promise<void>;
  stop: () => Promise<void>;
}

interface ParticipantRow {
  id: string;
  name?: string | null;
  custom_participant_id: string;
}

export const appId = seedId('a', 1);
/** In the seed it has 120 participants. */
export const meetingId = seedId('b', 2);

const pageSize = 100;
/** So many that no system ever meets its end: the bench counts calls, it does not ration them. */
export const boundlessQuota = { limit: 9_999_999, windowSeconds: 3_600 };

const addresses = /CLOUDFLARE_BASE_URL=(\S+)\s+CLOUDFLARE_ACCOUNT_ID=(\S+)\s+CLOUDFLARE_API_TOKEN=(\S+)\s/;

/** Starts the emulator, fills the meeting up to `size`, and from then on answers every call after `latencyMs`. */
export async function startMeeting({ size, latencyMs }: { size: number; latencyMs: number }): Promise<EmulatedMeeting> {
  const { said, stop } = await startProgram('src/emulator/main.ts', { env: { PORT: '0' }, ready: addresses });
  const [, baseUrl = '', accountId = '', token = ''] = said;
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, { connections: 16 });

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, content?: unknown): Promise<unknown> {
    const { statusCode, body } = await pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${token}` },
      body: content === undefined ? null : JSON.stringify(content),
    });
    const answer = (await body.json()) as { data: unknown };
    if (statusCode >= 300) throw new Error(`The emulator answered ${method} ${path} with ${statusCode}: ${JSON.stringify(answer)}`);
    return answer.data;
  }

  const list = `${pathname}/accounts/${accountId}/realtime/kit/${appId}/meetings/${meetingId}/participants`;
  const readAll = async (): Promise<Person[]> => {
    const pages = Array.from({ length: Math.ceil(size / pageSize) }, (_, index) =>
      call('GET', `${list}?page_no=${index + 1}&per_page=${pageSize}`),
    );
    const rows = (await Promise.all(pages)).flat() as ParticipantRow[];
    return rows.map(({ id, name = null, custom_participant_id }) => ({ id, name, customParticipantId: custom_participant_id }));
  };

  await call('PUT', '/__emulator/quota', boundlessQuota);
  const seeded = await readAll();
  const guests = Array.from({ length: size - seeded.length }, (_, index) => seeded.length + index + 1);
  await Promise.all(
    guests.map((number) =>
      call('POST', list, { name: `Guest ${number}`, custom_participant_id: `guest-${number}`, preset_name: 'group_call_participant' }),
    ),
  );
  const people = await readAll();
  if (new Set(people.map(({ id }) => id)).size !== size) throw new Error(`The meeting has ${people.length} participants, not ${size}`);
  await call('PUT', '/__emulator/faults', [{ latencyMs }]);

  return {
    people,
    env: { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token },
    clearLedger: async () => {
      await call('DELETE', '/__emulator/calls');
    },
    ledger: async () => {
      const calls = (await call('GET', '/__emulator/calls')) as Call[];
      return {
        calls: calls.length,
        pages: calls.filter(({ operation }) => operation === 'get_meeting_participants').length,
        failed: calls.filter(({ status, aborted }) => status !== 200 || aborted).length,
      };
    },
    setFaults: async (faults) => {
      await call('PUT', '/__emulator/faults', faults);
    },
    stop: async () => {
      await pool.destroy();
      await stop();
    },
  };
}
