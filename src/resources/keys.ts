/** The ids that lead to objects: as arguments, checked, in one spelling. */
import type { ArgBuilder } from '@pothos/core';
import type { SchemaTypes } from '../builder.ts';
import { canonicalId, checkedId } from '../upstream/path.ts';

export interface AppKey {
  readonly appId: string;
}

export interface MeetingKey extends AppKey {
  readonly meetingId: string;
}

export interface SessionKey extends AppKey {
  readonly sessionId: string;
}

type Arg = ArgBuilder<SchemaTypes>;

/** The argument `appId`. */
export const appArg = (arg: Arg) => ({ appId: arg.id({ required: true, description: "RealtimeKit's id of the app." }) });

/** The arguments `appId` and `meetingId`. */
export const meetingArgs = (arg: Arg) => ({
  appId: arg.id({ required: true, description: "RealtimeKit's id of the app." }),
  meetingId: arg.id({ required: true, description: "RealtimeKit's id of the meeting." }),
});

let lastApp = { appId: '', key: { appId: '' } };

/**
 * The same key for the same app as the last time: aliases of an operation mostly ask for what is in one.
 *
 * @throws GatewayError `BAD_USER_INPUT` for an id that may not stand in a path
 */
export function appKey({ appId }: AppKey): AppKey {
  if (appId === '' || appId !== lastApp.appId) lastApp = { appId, key: { appId: canonicalId(checkedId('appId', appId)) } };
  return lastApp.key;
}

let lastMeeting = { appId: '', meetingId: '', key: { appId: '', meetingId: '' } };

/**
 * The same key for the same meeting as the last time.
 *
 * @throws GatewayError `BAD_USER_INPUT` for an id that may not stand in a path
 */
export function meetingKey({ appId, meetingId }: MeetingKey): MeetingKey {
  if (appId === '' || appId !== lastMeeting.appId || meetingId !== lastMeeting.meetingId) {
    const key = { appId: canonicalId(checkedId('appId', appId)), meetingId: canonicalId(checkedId('meetingId', meetingId)) };
    lastMeeting = { appId, meetingId, key };
  }
  return lastMeeting.key;
}
