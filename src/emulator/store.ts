/** The state of an emulated account: plain maps of objects as REST names their fields. Handlers speak HTTP, this does not. */
import type { ParticipantWire } from '../resources/participants.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** A participant as REST answers it. Lists and point reads never show its tokens. */
export type StoredParticipant = { -readonly [K in keyof ParticipantWire]: ParticipantWire[K] } & { preset_id: string };

export interface StoredMeeting {
  readonly id: string;
  readonly created_at: string;
  updated_at: string;
  title?: string;
  status: 'ACTIVE' | 'INACTIVE';
  record_on_start: boolean;
  live_stream_on_start: boolean;
  persist_chat: boolean;
  summarize_on_end: boolean;
  transcribe_on_end: boolean;
  session_keep_alive_time_in_secs: number;
  recording_config?: JsonObject;
  /** Only in answers about one meeting, never in lists. */
  ai_config?: JsonObject;
  /** By id, in the order of their creation. */
  readonly participants: Map<string, StoredParticipant>;
}

export interface StoredPreset {
  readonly id: string;
  readonly created_at: string;
  updated_at: string;
  name: string;
  /** These three only in answers about one preset, never in lists. */
  config: JsonObject;
  permissions: JsonObject;
  ui: JsonObject;
}

/** One connection of a participant to a session: `id` is the peer's, `user_id` the meeting participant's. */
export interface StoredSessionParticipant {
  readonly id: string;
  readonly user_id: string;
  readonly custom_participant_id: string;
  readonly display_name: string;
  readonly preset_name: string;
  readonly joined_at: string;
  left_at: string | null;
  /** Minutes, as the OpenAPI document says. */
  duration: number;
  readonly created_at: string;
  updated_at: string;
  /** Only if they are asked for. */
  peer_events: JsonObject[];
  /** Only in the peer report. */
  peer_report: JsonObject;
  role: string;
}

export interface StoredSession {
  readonly id: string;
  /** The meeting. */
  readonly associated_id: string;
  readonly created_at: string;
  updated_at: string;
  readonly started_at: string;
  ended_at: string | null;
  status: 'LIVE' | 'ENDED';
  readonly type: 'meeting' | 'livestream' | 'participant';
  minutes_consumed: number;
  max_concurrent_participants: number;
  /** Only if they are asked for. */
  readonly breakout_rooms: StoredSession[];
  /** By peer id. */
  readonly participants: Map<string, StoredSessionParticipant>;
  chat?: JsonObject;
  transcript?: { readonly sessionId: string; readonly transcript_download_url: string; readonly transcript_download_url_expiry: string };
  summary?: JsonObject;
  /** No answer but that to their creation shows them. */
  polls?: readonly JsonObject[];
}

export interface StoredRecording {
  readonly id: string;
  readonly meeting_id: string;
  readonly session_id: string | null;
  readonly kind: 'composite' | 'track';
  status: 'INVOKED' | 'RECORDING' | 'UPLOADING' | 'UPLOADED' | 'ERRORED' | 'PAUSED';
  readonly invoked_time: string;
  started_time: string | null;
  stopped_time: string | null;
  readonly output_file_name: string;
  file_size: number | null;
  recording_duration: number;
  /** A text; of a track recording an object of links. */
  download_url: Json;
  download_url_expiry: string | null;
  audio_download_url: string | null;
  storage_config: JsonObject | null;
  /** These two only in answers about one recording, never in lists. */
  start_reason?: JsonObject;
  stop_reason?: JsonObject;
  /** What it can be downloaded by once it is uploaded: of one that a call has started or stopped. Only such a one moves on. */
  links?: { readonly download_url: Json; readonly audio_download_url: string | null };
}

export interface StoredLivestreamSession {
  readonly id: string;
  readonly livestream_id: string;
  /** The session of the meeting that was streamed. */
  readonly session_id: string | null;
  readonly created_at: string;
  updated_at: string;
  readonly invoked_time: string | null;
  started_time: string | null;
  stopped_time: string | null;
  err_message: string | null;
  ingest_seconds: number;
  viewer_seconds: number;
}

export interface StoredLivestream {
  readonly id: string;
  /** Null for one that belongs to no meeting. */
  readonly meeting_id: string | null;
  readonly name: string | null;
  readonly created_at: string;
  updated_at: string;
  status: 'LIVE' | 'IDLE' | 'ERRORED' | 'INVOKED';
  disabled: boolean;
  readonly ingest_server: string;
  readonly stream_key: string;
  readonly playback_url: string;
  /** The newest last. */
  readonly sessions: StoredLivestreamSession[];
}

export interface StoredWebhook {
  readonly id: string;
  readonly created_at: string;
  updated_at: string;
  name: string;
  url: string;
  events: string[];
  enabled: boolean;
}

/** Each map by id, in the order of creation. */
export interface StoredApp {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly meetings: Map<string, StoredMeeting>;
  readonly presets: Map<string, StoredPreset>;
  readonly sessions: Map<string, StoredSession>;
  readonly recordings: Map<string, StoredRecording>;
  readonly livestreams: Map<string, StoredLivestream>;
  readonly webhooks: Map<string, StoredWebhook>;
}

export interface Store {
  readonly apps: Map<string, StoredApp>;
}
