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

/** @throws GatewayError `BAD_USER_INPUT` for an id that may not stand in a path */
export function appKey({ appId }: AppKey): AppKey {
  return { appId: canonicalId(checkedId('appId', appId)) };
}

/** @throws GatewayError `BAD_USER_INPUT` for an id that may not stand in a path */
export function meetingKey({ appId, meetingId }: MeetingKey): MeetingKey {
  return { appId: canonicalId(checkedId('appId', appId)), meetingId: canonicalId(checkedId('meetingId', meetingId)) };
}
