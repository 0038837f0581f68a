/** The state of an emulated account: plain maps of wire objects. Handlers speak HTTP, this does not. */
import type { ParticipantWire } from '../resources/participants.ts';

/** A participant as REST answers it. Lists and point reads never show its tokens. */
export type StoredParticipant = { -readonly [K in keyof ParticipantWire]: ParticipantWire[K] } & { preset_id: string };

export interface StoredMeeting {
  readonly id: string;
  readonly title: string;
  /** By id, in the order of their creation. */
  readonly participants: Map<string, StoredParticipant>;
}

export interface StoredApp {
  readonly id: string;
  readonly name: string;
  readonly meetings: Map<string, StoredMeeting>;
}

export interface Store {
  readonly apps: Map<string, StoredApp>;
}
