/** What inputs say of a preset, whole or in part: their fields, the bounds of these, and how REST takes them. */
import type { InputShapeFromFields } from '@pothos/core';
import type { SchemaTypes } from '../builder.ts';
import { type InputCheck, notEmpty } from '../input-rules.ts';
import { wireBody } from '../wire-body.ts';
import { refuseNulls } from './input-checks.ts';
import { checkPresetConfig, nullableInConfig, presetConfigInput } from './preset-config-input.ts';
import { type Extent, presetFields } from './preset-input-fields.ts';
import { checkPresetPermissions, presetPermissionsInput } from './preset-permissions-input.ts';
import { checkPresetUI, presetUIInput } from './preset-ui-input.ts';

/** The fields of a preset of one extent, and all types of inputs that they need. */
function fieldsOf(extent: Extent) {
  const Config = presetConfigInput(extent);
  const Permissions = presetPermissionsInput(extent);
  const UI = presetUIInput(extent);
  return (t: PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>) => {
    const preset = presetFields(t, extent);
    return {
      name: preset.text('What participants call it by: at least one character, unique in its app.'),
      config: preset.object(Config, 'The kind of meeting, and how much media is to be sent and shown.'),
      permissions: preset.object(Permissions, 'What a person with this preset may do.'),
      ui: preset.object(UI, "How RealtimeKit's UI kit is to look to a person with this preset."),
    };
  };
}

/** The fields of a preset that is made or set anew. */
export const wholePresetFields = fieldsOf('whole');

/** The fields of a preset that is changed. */
export const partialPresetFields = fieldsOf('part');

export type PresetFields = InputShapeFromFields<ReturnType<typeof partialPresetFields>>;

/** Checks the fields of a preset. */
export function checkPreset(check: InputCheck, fields: PresetFields): void {
  check.field('input.name', fields.name, notEmpty);
  checkPresetConfig(check, fields.config);
  checkPresetPermissions(check, fields.permissions);
  checkPresetUI(check, fields.ui);
  refuseNulls(check, 'input', fields, [nullableInConfig]);
}

/** Names of REST that begin with a digit, and one that it shortens. */
const spellings = {
  shade300: '300',
  shade400: '400',
  shade500: '500',
  shade600: '600',
  shade700: '700',
  shade800: '800',
  shade900: '900',
  shade1000: '1000',
  videoBackground: 'video_bg',
};

/** Permissions, which here all begin with `can`, as REST names them. */
const permissionSpellings = {
  canAcceptStageRequests: 'accept_stage_requests',
  canAcceptWaitingRequests: 'accept_waiting_requests',
  canDisableParticipantAudio: 'disable_participant_audio',
  canDisableParticipantScreensharing: 'disable_participant_screensharing',
  canDisableParticipantVideo: 'disable_participant_video',
  canKickParticipants: 'kick_participant',
  canPinParticipants: 'pin_participant',
  canSeeParticipantList: 'show_participant_list',
  canSendText: 'text',
  canSendFiles: 'files',
};

/** The fields of a preset as REST takes them: what is set for plugins is a map by their ids. */
export function presetBody({ permissions, ...fields }: PresetFields): Record<string, unknown> {
  const { plugins, ...others } = permissions ?? {};
  const { config, ...rules } = plugins ?? {};
  const byId = config?.map(({ pluginId, ...one }) => [pluginId, wireBody(one)] as const);
  return {
    ...wireBody(fields, spellings),
    ...(permissions && {
      permissions: {
        ...wireBody(others, permissionSpellings),
        ...(plugins && { plugins: { ...wireBody(rules), ...(byId && { config: Object.fromEntries(byId) }) } }),
      },
    }),
  };
}
