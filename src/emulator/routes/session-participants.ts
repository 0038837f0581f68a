/** Who was in a session: a row for each connection ("peer"), or one for each user, and the report on a peer. */
import { pageOf, realtimeKitError, success } from '../answer.ts';
import { BadParameter, booleanParameter, contains, countParameter, oneOf, sorted, textParameter, uuid } from '../query.ts';
import type { Route } from '../router.ts';
import { inShape, type Shapes } from '../shapes.ts';
import type { Json, JsonObject, StoredSession, StoredSessionParticipant } from '../store.ts';
import { inApp, isAnswer, one } from './lookup.ts';
import { inSession, sessionsOf } from './sessions.ts';

const list = '/{app_id}/sessions/{session_id}/participants';

/** The only list but that of apps whose page sizes are documented. */
const pagingRules = { defaultPageSize: 25, mostPerPage: 200, whenMore: 'refuse' } as const;

export const sessionParticipantRoutes: readonly Route[] = [
  {
    operation: 'GetSessionParticipants',
    method: 'GET',
    path: list,
    handle: inSession(({ query, shapes }, session) => {
      const isConsolidated = oneOf(query, 'view', ['raw', 'consolidated']) === 'consolidated';
      const search = textParameter(query, 'search');
      const sortBy = oneOf(query, 'sort_by', ['joinedAt', 'duration']) ?? 'joinedAt';
      // The document's example has the last to join first.
      const order = oneOf(query, 'sort_order', ['ASC', 'DESC']) ?? 'DESC';
      const withEvents = booleanParameter(query, 'include_peer_events') ?? false;
      if (countParameter(query, 'per_page') === 0) throw new BadParameter('per_page', 'must be greater than or equal to 1');

      const peers = isConsolidated ? consolidated(session) : Array.from(session.participants.values());
      const found = peers.filter((peer) => contains(search, peer.user_id, peer.id, peer.custom_participant_id, peer.display_name));
      const rows = sorted(found, (peer) => (sortBy === 'joinedAt' ? peer.joined_at : peer.duration), order);
      return pageOf(rows, query, pagingRules, (page, paging) => {
        const participants = page.map((peer) => visible(peer, shapes, withEvents));
        return success({ participants, ...(shapes === 'examples' && { paging }) });
      });
    }),
  },
  {
    operation: 'GetParticipantDetails',
    method: 'GET',
    path: `${list}/{participant_id}`,
    handle: inSession((request, { participants }) => {
      const withEvents = booleanParameter(request.query, 'include_peer_events') ?? false;
      // The document says of neither id of a row which of them this is.
      const byUser = Array.from(participants.values(), (peer) => [peer.user_id, peer] as const).reverse();
      const found = one(request, 'participant', new Map([...byUser, ...participants]));
      return isAnswer(found) ? found : success({ participant: visible(found, request.shapes, withEvents) });
    }),
  },
  {
    operation: 'GetParticipantDataFromPeerId',
    method: 'GET',
    path: '/{app_id}/sessions/peer-report/{peer_id}',
    handle: inApp(({ params, query, shapes }, app) => {
      const { peer_id = '' } = params;
      const filter = oneOf(query, 'filters', ['device_info', 'ip_information', 'precall_network_information', 'events', 'quality_stats']);
      const withEvents = booleanParameter(query, 'include_peer_events') ?? false;
      if (!uuid.test(peer_id)) throw new BadParameter('peer_id', 'must be a valid GUID');
      const session = Array.from(sessionsOf(app).values()).find(({ participants }) => participants.has(peer_id.toLowerCase()));
      const peer = session?.participants.get(peer_id.toLowerCase());
      if (session === undefined || peer === undefined) return realtimeKitError(404, `No peer found with id ${peer_id}`);

      const { preset_name, peer_report, peer_events, ...fields } = peer;
      const more = { session_id: session.id, peer_report: filtered(peer_report, filter), ...(withEvents && { peer_events }) };
      return success({ participant: inShape(shapes, { ...fields, ...more }) });
    }),
  },
];

/** A row without what is only in the peer report. */
function visible({ peer_report, role, peer_events, ...fields }: StoredSessionParticipant, shapes: Shapes, withEvents: boolean): object {
  return inShape(shapes, { ...fields, ...(withEvents && { peer_events }) });
}

/** One row for each user: its peers in the session and in its breakout rooms, from the first joining to the last leaving. */
function consolidated(session: StoredSession): StoredSessionParticipant[] {
  const byUser = new Map<string, StoredSessionParticipant>();
  for (const peer of [session, ...session.breakout_rooms].flatMap(({ participants }) => Array.from(participants.values()))) {
    const sum = byUser.get(peer.user_id);
    byUser.set(peer.user_id, sum ? together(sum, peer) : peer);
  }
  return Array.from(byUser.values());
}

function together(first: StoredSessionParticipant, second: StoredSessionParticipant): StoredSessionParticipant {
  return {
    ...first,
    joined_at: earlier(first.joined_at, second.joined_at),
    left_at: first.left_at === null || second.left_at === null ? null : later(first.left_at, second.left_at),
    duration: Math.round((first.duration + second.duration) * 10_000) / 10_000,
    created_at: earlier(first.created_at, second.created_at),
    updated_at: later(first.updated_at, second.updated_at),
    peer_events: [...first.peer_events, ...second.peer_events],
  };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a < b ? b : a;
}

/** Sessions of an app with their breakout rooms. */

/** Which part of a report a filter leaves; the names of the parts are their own. */
const filteredFields = {
  device_info: 'device_info',
  ip_information: 'ip_information',
  precall_network_information: 'pc_metadata',
  events: 'events',
} as const;

function filtered(report: JsonObject, filter: keyof typeof filteredFields | 'quality_stats' | undefined): Json {
  if (filter === undefined) return report;
  const { metadata = {}, quality = {} } = report;
  if (filter === 'quality_stats') return { quality };
  const field = filteredFields[filter];
  const value = (metadata as JsonObject)[field];
  return { metadata: value === undefined ? {} : { [field]: value } };
}
