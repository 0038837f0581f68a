/** A preset with every field that a body can have, by the types of Cloudflare's SDK. */
import type { PresetCreateParams } from 'cloudflare/resources/realtime-kit/presets';

export const presetBody: Omit<PresetCreateParams, 'account_id'> = {
  name: 'tutor',
  config: {
    view_type: 'WEBINAR',
    livestream_viewer_qualities: [0, 720],
    max_screenshare_count: 2,
    max_video_streams: { desktop: 16, mobile: 4 },
    media: {
      audio: { enable_high_bitrate: true, enable_stereo: true },
      video: { quality: 'fhd', frame_rate: 30, simulcast: true },
      screenshare: { quality: 'uhd', frame_rate: 15 },
    },
  },
  permissions: {
    accept_stage_requests: true,
    accept_waiting_requests: true,
    can_accept_production_requests: true,
    can_change_participant_permissions: true,
    can_edit_display_name: true,
    can_livestream: true,
    can_record: true,
    can_spotlight: true,
    chat: {
      public: { can_send: true, text: true, files: true },
      private: { can_send: true, can_receive: true, text: true, files: true },
    },
    connected_meetings: {
      can_alter_connected_meetings: true,
      can_switch_connected_meetings: true,
      can_switch_to_parent_meeting: true,
    },
    disable_participant_audio: true,
    disable_participant_screensharing: true,
    disable_participant_video: true,
    hidden_participant: false,
    is_recorder: false,
    kick_participant: true,
    media: {
      audio: { can_produce: 'ALLOWED' },
      video: { can_produce: 'CAN_REQUEST' },
      screenshare: { can_produce: 'NOT_ALLOWED' },
    },
    pin_participant: true,
    plugins: {
      can_close: true,
      can_edit_config: true,
      can_start: true,
      config: {
        '7c3e1a52-4f0b-4d8e-9a63-2b5d90c1e7f4': { access_control: 'VIEW_ONLY', handles_view_only: true, board: { size: 'large' } },
      },
    },
    polls: { can_create: true, can_view: true, can_vote: true },
    recorder_type: 'NONE',
    show_participant_list: true,
    stage_access: 'CAN_REQUEST',
    stage_enabled: true,
    transcription_enabled: true,
    waiting_room_type: 'SKIP_ON_ACCEPT',
  },
  ui: {
    design_tokens: {
      border_radius: 'extra-rounded',
      border_width: 'fat',
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
      font_family: 'Inter, sans-serif',
      google_font: 'Inter',
      logo: 'https://example.com/logo.png',
      spacing_base: 1,
      theme: 'light',
    },
  },
};
