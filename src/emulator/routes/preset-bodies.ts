/** Bodies of presets: whole ones, and the parts that change one. */
import { boolean, byDefault, integer, list, mapOf, nullable, number, object, partOf, type Reader, text, uri, word } from '../body.ts';
import type { JsonObject } from '../store.ts';

/** A preset without its id and times. */
export interface PresetFields {
  name: string;
  config: JsonObject;
  permissions: JsonObject;
  ui: JsonObject;
}

/** What a plugin is configured with is its own affair, except for two fields. */
const plugin: Reader<JsonObject> = (value, name) => {
  const known = object({}, { access_control: word('FULL_ACCESS', 'VIEW_ONLY'), handles_view_only: boolean })(value, name);
  return { ...(value as JsonObject), ...known };
};

type Objects = (...fields: Parameters<typeof partOf>) => Reader<JsonObject>;

function configOf(objectOf: Objects) {
  const quality = word('hd', 'vga', 'qvga', 'fhd', 'uhd');
  const media = objectOf(
    {
      video: objectOf({ quality, frame_rate: number({ to: 30 }) }, { simulcast: byDefault(boolean, false) }),
      screenshare: objectOf({ quality, frame_rate: number() }, {}),
    },
    { audio: objectOf({}, { enable_high_bitrate: boolean, enable_stereo: boolean }) },
  );
  return objectOf(
    {
      view_type: word('GROUP_CALL', 'WEBINAR', 'AUDIO_ROOM', 'LIVESTREAM'),
      max_video_streams: objectOf({ desktop: number(), mobile: number() }, {}),
      max_screenshare_count: number(),
      media,
    },
    { livestream_viewer_qualities: byDefault(nullable(list(integer({ from: 0 }))), []) },
  );
}

function permissionsOf(objectOf: Objects) {
  const access = word('ALLOWED', 'NOT_ALLOWED', 'CAN_REQUEST');
  const can_produce = objectOf({ can_produce: access }, {});
  const chat = objectOf(
    {
      public: objectOf({ can_send: boolean, text: boolean, files: boolean }, {}),
      private: objectOf({ can_send: boolean, can_receive: boolean, text: boolean, files: boolean }, {}),
    },
    {},
  );
  const connected_meetings = objectOf(
    { can_alter_connected_meetings: boolean, can_switch_connected_meetings: boolean, can_switch_to_parent_meeting: boolean },
    {},
  );
  const plugins = objectOf({ can_close: boolean, can_edit_config: boolean, can_start: boolean, config: mapOf(plugin) }, {});
  return objectOf(
    {
      accept_waiting_requests: boolean,
      can_accept_production_requests: boolean,
      can_change_participant_permissions: boolean,
      can_edit_display_name: boolean,
      can_livestream: boolean,
      can_record: boolean,
      can_spotlight: boolean,
      chat,
      connected_meetings,
      disable_participant_audio: boolean,
      disable_participant_screensharing: boolean,
      disable_participant_video: boolean,
      hidden_participant: boolean,
      kick_participant: boolean,
      media: objectOf({ audio: can_produce, video: can_produce, screenshare: can_produce }, {}),
      pin_participant: boolean,
      plugins,
      polls: objectOf({ can_create: boolean, can_view: boolean, can_vote: boolean }, {}),
      recorder_type: word('RECORDER', 'LIVESTREAMER', 'NONE'),
      show_participant_list: boolean,
      waiting_room_type: word('SKIP', 'ON_PRIVILEGED_USER_ENTRY', 'SKIP_ON_ACCEPT'),
    },
    {
      accept_stage_requests: boolean,
      is_recorder: boolean,
      stage_access: access,
      stage_enabled: boolean,
      transcription_enabled: boolean,
    },
  );
}

function uiOf(objectOf: Objects) {
  const shades = (...names: string[]) => objectOf(Object.fromEntries(names.map((name) => [name, text()])), {});
  const colors = objectOf(
    {
      background: shades('600', '700', '800', '900', '1000'),
      brand: shades('300', '400', '500', '600', '700'),
      danger: text(),
      success: text(),
      text: text(),
      text_on_brand: text(),
      video_bg: text(),
      warning: text(),
    },
    {},
  );
  const design_tokens = objectOf(
    {
      border_radius: word('sharp', 'rounded', 'extra-rounded', 'circular'),
      border_width: word('none', 'thin', 'fat'),
      colors,
      spacing_base: number({ from: 1 }),
      theme: word('darkest', 'dark', 'light'),
    },
    { font_family: text(), google_font: text(), logo: uri },
  );
  return objectOf({ design_tokens }, {});
}

/** What POST and PUT need: complete config, permissions and ui. */
export const wholePreset: Reader<PresetFields> = object(
  { name: text(), config: configOf(object), permissions: permissionsOf(object), ui: uiOf(object) },
  {},
);

/** What PATCH takes: the same fields, each of which may be left out at every level. */
export const partOfPreset: Reader<Partial<PresetFields>> = object(
  {},
  { name: text(), config: configOf(partOf), permissions: permissionsOf(partOf), ui: uiOf(partOf) },
);
