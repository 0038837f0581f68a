/** What the right answer is, asked of the REST API itself, and whether a system gives it. */
import { isDeepStrictEqual } from 'node:util';
import { bodyOf, type Dialect, type Workload } from './workloads.ts';

type Row = Readonly<Record<string, unknown>>;
/** Participants with the graph's names. */
export type Truth = readonly Row[];

/** The request that is held against the truth: that for the first person of this meeting. */
const meeting = 1;
const person = 1;
const pageSize = 100;

/** Where the meeting's list is, or with an id one of its participants, below the account. */
export function restPathOf(workload: Workload): string {
  const { variables } = JSON.parse(bodyOf(workload, 'graph', meeting, person)) as { variables?: Record<string, string> };
  // Ids that are written into the document are those of the same meeting.
  const { appId, meetingId } = variables ?? { appId: 'a', meetingId: 'b0000000-0100-4000-8000-000000000001' };
  const list = `/realtime/kit/${appId ?? ''}/meetings/${meetingId ?? ''}/participants`;
  return workload.size === 1
    ? `${list}/c0000000-0000-4000-8000-${String(person).padStart(12, '0')}`
    : `${list}?page_no=1&per_page=${pageSize}`;
}

/** The participants of the answer, with the graph's names. */
export async function readTruth(workload: Workload, account: string): Promise<Truth> {
  const url = `${account}${restPathOf(workload)}`;
  const rows: Row[] = [];
  for (let page = 1; rows.length < workload.size; page += 1) {
    rows.push(...rowsOfRest(await (await fetch(url.replace('page_no=1', `page_no=${page}`))).json()));
  }
  return rows.slice(0, workload.size);
}

/** The truth as a GraphQL server would put it. */
export function answerOf(workload: Workload, truth: Truth): string {
  const isList = workload.bodies.graph.includes('nodes {');
  const data = isList ? { participants: { nodes: truth } } : Object.fromEntries(truth.map((row, index) => [`p${index + 1}`, row]));
  return JSON.stringify({ data: workload.size === 1 ? { participant: truth[0] } : data });
}

/** @throws Error that shows an answer which is not the truth */
export async function assertTruth(url: string, workload: Workload, dialect: Dialect, truth: Truth): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: bodyOf(workload, dialect, meeting, person),
  });
  const text = await response.text();
  const isRight = response.status === 200 && isDeepStrictEqual(rowsOf(JSON.parse(text)).slice(0, workload.size), truth);
  if (!isRight) throw new Error(`a wrong answer, ${response.status} ${text.slice(0, 600)}`);
}

/** The participants in an answer, however it is wrapped. */
function rowsOf(answer: unknown): Row[] {
  if (typeof answer !== 'object' || answer === null || 'errors' in answer) return [];
  if ('success' in answer) return rowsOfRest(answer);
  const { data = {} } = answer as { data?: Readonly<Record<string, Row | { nodes: Row[] } | { data: Row | Row[] }>> };
  return Object.values(data).flatMap((value) => ('nodes' in value ? value.nodes : 'data' in value ? value.data : value)) as Row[];
}

function rowsOfRest(answer: unknown): Row[] {
  const { data } = answer as { data: Row | Row[] };
  return [data].flat().map(({ id, created_at, updated_at, custom_participant_id, preset_name, name, picture }) => ({
    id,
    createdAt: created_at,
    updatedAt: updated_at,
    customParticipantId: custom_participant_id,
    presetName: preset_name,
    name,
    picture,
  }));
}
