/** The three parts of a preset. They vary with the preset's place in its app, so that every documented value occurs. */
import type { JsonObject } from '../store.ts';
import { pick } from './pick.ts';

export interface PresetProfile {
  view: 'GROUP_CALL' | 'WEBINAR' | 'AUDIO_ROOM' | 'LIVESTREAM';
  /** What the person may do: everything, be seen and heard, or watch. */
  role: 'host' | 'speaker' | 'viewer';
}

const qualities = ['hd', 'vga', 'qvga', 'fhd', 'uhd'] as const;

/** The id of the one plugin that every preset configures. */
const whiteboard = '7c3e1a52-4f0b-4d8e-9a63-2b5d90c1e7f4';

export function presetConfig({ view, role }: PresetProfile, index: number): JsonObject {
  return {
    view_type: view,
    livestream_viewer_qualities: view === 'LIVESTREAM' ? [360, 720, 1080] : [],
    max_screenshare_count: role === 'viewer' ? 0 : 1,
    max_video_streams: { desktop: view === 'AUDIO_ROOM' ? 0 : 25, mobile: view === 'AUDIO_ROOM' ? 0 : 6 },
    media: {
      audio: { enable_high_bitrate: view === 'AUDIO_ROOM', enable_stereo: role === 'host' },
      video: { quality: pick(qualities, index), frame_rate: 30, simulcast: view === 'GROUP_CALL' },
      screenshare: { quality: pick(qualities, index + 3), frame_rate: 5 },
    },
  };
}

export function presetPermissions({ view, role }: PresetProfile, index: number): JsonObject {
  const host = role === 'host';
  const takesPart = role !== 'viewer';
  const produce = takesPart ? 'ALLOWED' : 'CAN_REQUEST';
  return {
    accept_stage_requests: host,
    accept_waiting_requests: host,
    can_accept_production_requests: host,
    can_change_participant_permissions: host,
    can_edit_display_name: takesPart,
    can_livestream: host,
    can_record: host,
    can_spotlight: host,
    chat: {
      public: { can_send: true, text: true, files: takesPart },
      private: { can_send: takesPart, can_receive: true, text: takesPart, files: host },
    },
    connected_meetings: {
      can_alter_connected_meetings: host,
      can_switch_connected_meetings: takesPart,
      can_switch_to_parent_meeting: takesPart,
    },
    disable_participant_audio: host,
    disable_participant_screensharing: host,
    disable_participant_video: host,
    hidden_participant: view === 'LIVESTREAM',
    is_recorder: false,
    kick_participant: host,
    media: {
      audio: { can_produce: view === 'LIVESTREAM' ? 'NOT_ALLOWED' : produce },
      video: { can_produce: view === 'AUDIO_ROOM' ? 'NOT_ALLOWED' : produce },
      screenshare: { can_produce: host ? 'ALLOWED' : takesPart ? 'CAN_REQUEST' : 'NOT_ALLOWED' },
    },
    pin_participant: host,
    plugins: {
      can_close: host,
      can_edit_config: host,
      can_start: takesPart,
      config: { [whiteboard]: { access_control: takesPart ? 'FULL_ACCESS' : 'VIEW_ONLY', handles_view_only: true } },
    },
    polls: { can_create: host, can_view: true, can_vote: true },
    recorder_type: pick(['NONE', 'NONE', 'RECORDER', 'NONE', 'NONE', 'LIVESTREAMER'], index),
    show_participant_list: takesPart,
    stage_access: view === 'WEBINAR' ? produce : 'NOT_ALLOWED',
    stage_enabled: view === 'WEBINAR',
    transcription_enabled: view === 'GROUP_CALL',
    waiting_room_type: pick(['SKIP', 'ON_PRIVILEGED_USER_ENTRY', 'SKIP_ON_ACCEPT'], index),
  };
}

export function presetUi(index: number): JsonObject {
  const font = pick(['Inter', 'Lato', 'Roboto'], index);
  return {
    design_tokens: {
      border_radius: pick(['rounded', 'sharp', 'extra-rounded', 'circular'], index),
      border_width: pick(['thin', 'none', 'fat'], index),
      colors: {
        background: { '600': '#222222', '700': '#1f1f1f', '800': '#1b1b1b', '900': '#181818', '1000': '#141414' },
        brand: { '300': '#844d1c', '400': '#9d5b22', '500': '#b56927', '600': '#d37c30', '700': '#d9904f' },
        danger: '#ff2d2d',
        success: '#62a504',
        text: '#eeeeee',
        text_on_brand: '#eeeeee',
        video_bg: '#191919',
        warning: '#ffcd07',
      },
      font_family: `${font}, sans-serif`,
      google_font: font,
      logo: 'https://example.com/acme/logo.png',
      spacing_base: 4,
      theme: pick(['dark', 'darkest', 'light'], index),
    },
  };
}
