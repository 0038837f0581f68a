/** The one session of a meeting that is live, and what can be done to it and to those who are in it. */
import { type Answer, realtimeKitError, success } from '../answer.ts';
import { boolean, list, object, readBody, text } from '../body.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { StoredApp, StoredSession } from '../store.ts';
import { inApp, isAnswer } from './lookup.ts';
import { chosenPeers, endSession, leaveSession, presentPeers, usersOf } from './presence.ts';
import { visibleSession } from './sessions.ts';

const path = '/{app_id}/meetings/{meeting_id}/active-session';

const muteAllBody = object({}, { allow_unmute: boolean });
// How many options a poll needs is not documented.
const pollBody = object({ question: text(), options: list(text()) }, { anonymous: boolean, hide_votes: boolean });

/** `data.action` is documented as a text, without an example: these are the last segments of the paths. */
export const activeSessionRoutes: readonly Route[] = [
  {
    operation: 'GetActiveSession',
    method: 'GET',
    path,
    handle: inLiveSession(({ shapes }, session, app) => success(visibleSession(session, app, shapes))),
  },
  {
    operation: 'KickPartcipants',
    method: 'POST',
    path: `${path}/kick`,
    // The session goes on without anybody for as long as the meeting keeps it alive, and here no clock ends it.
    handle: inLiveSession((request, session, app) => {
      const peers = chosenPeers(request, session, 'UUIDs');
      if (isAnswer(peers)) return peers;
      leaveSession(session, peers, request.now(), request.newId);
      return success({ action: 'kick', participants: usersOf(peers, session, app) });
    }),
  },
  {
    operation: 'KickAllParticipants',
    method: 'POST',
    path: `${path}/kick-all`,
    handle: inLiveSession(
      ({ now, newId }, session, app) => {
        const time = now();
        const peers = presentPeers(session);
        leaveSession(session, peers, time, newId);
        endSession(session, app, time);
        return success({ action: 'kick-all', kicked_participants_count: usersOf(peers, session, app).length });
      },
      ({ nothingRunning }) => nothingRunning,
    ),
  },
  {
    operation: 'MuteParticipants',
    method: 'POST',
    path: `${path}/mute`,
    // No answer of the API tells who is muted, so there is nothing to keep.
    handle: inLiveSession((request, session, app) => {
      const peers = chosenPeers(request, session, 'texts');
      return isAnswer(peers) ? peers : success({ action: 'mute', participants: usersOf(peers, session, app) });
    }),
  },
  {
    operation: 'MuteAllParticipants',
    method: 'POST',
    path: `${path}/mute-all`,
    handle: inLiveSession(({ body }, session, app) => {
      readBody(body, muteAllBody);
      return success({ action: 'mute-all', muted_participants_count: usersOf(presentPeers(session), session, app).length });
    }),
  },
  {
    operation: 'CreatePoll',
    method: 'POST',
    path: `${path}/poll`,
    handle: inLiveSession(({ body, newId }, session, app) => {
      const { question, options, anonymous = false, hide_votes = false } = readBody(body, pollBody);
      const poll = {
        id: newId('6'),
        question,
        options: options.map((option) => ({ text: option, count: 0, votes: [] })),
        anonymous,
        hide_votes,
        created_by: app.name,
        voted: [],
      };
      session.polls = [...(session.polls ?? []), poll];
      return success({ action: 'poll', poll }, { status: 201 });
    }),
  },
];

/** The session of a meeting that is live: there is one at most. */
export function liveSession({ sessions }: StoredApp, meetingId: string): StoredSession | undefined {
  return Array.from(sessions.values()).find(({ associated_id, status }) => associated_id === meetingId && status === 'LIVE');
}

/** What RealtimeKit says of a meeting in which nobody is. */
export function noActiveSession(meetingId: string, status = 404): Answer {
  return realtimeKitError(status, `No active session found for meeting_id ${meetingId}`);
}

type LiveSessionHandler = (request: RouteRequest, session: StoredSession, app: StoredApp) => Answer;

/**
 * Answers about a meeting's live session. The meeting's id is any text here; one that nobody has is answered like a meeting in
 * which nobody is.
 */
function inLiveSession(handle: LiveSessionHandler, refusalOf: (request: RouteRequest) => number = () => 404): Route['handle'] {
  return inApp((request, app) => {
    const { meeting_id = '' } = request.params;
    const session = liveSession(app, meeting_id.toLowerCase());
    return session ? handle(request, session, app) : noActiveSession(meeting_id, refusalOf(request));
  });
}
