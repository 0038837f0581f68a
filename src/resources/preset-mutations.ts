/** Changes of presets: made, changed, set anew, deleted. Participants name their preset, so none of these changes a participant. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { checkedIds } from '../input-rules.ts';
import { place } from '../loading/collection.ts';
import { mutation } from '../mutation.ts';
import { nodeIdOf } from '../node-interface.ts';
import { expectedRefusal, refusedBy } from '../refusals.ts';
import type { WriteOperation } from '../upstream/client.ts';
import { type Path, path } from '../upstream/path.ts';
import { object, type Wire } from '../upstream/wire.ts';
import { isHollow, refuseNoChange } from './input-checks.ts';
import type { AppKey } from './keys.ts';
import { checkPreset, partialPresetFields, presetBody, type PresetFields, wholePresetFields } from './preset-inputs.ts';
import { Preset, type PresetRow, presetShape } from './presets.ts';

// Writes
const answer = object({ data: presetShape });

type PresetWrite = WriteOperation<Wire<typeof answer>>;

const createPreset: PresetWrite = { id: 'post-presets', method: 'POST', answer };
const updatePreset: PresetWrite = { id: 'patch-presets-preset_id', method: 'PATCH', answer };
const replacePreset: PresetWrite = { id: 'put-presets-preset_id', method: 'PUT', answer };
const deletePreset: PresetWrite = { id: 'delete-presets-preset_id', method: 'DELETE', answer };

const PresetNameTaken = expectedRefusal(
  'PresetNameTaken',
  'Another preset of the app has this name.',
  'Another preset of the app has this name: choose another one, or change that preset.',
);

interface PresetKey extends AppKey {
  readonly presetId?: string;
}

/** The paths of an app's presets, and of one of them: what changes with it. */
function pathsOf({ appId, presetId }: PresetKey): readonly [Path, ...Path[]] {
  const list = path`/${{ appId }}/presets`;
  return presetId === undefined ? [list] : [path`/${{ appId }}/presets/${{ presetId }}`, list];
}

async function writePreset({ rest }: Context, operation: PresetWrite, key: PresetKey, fields?: PresetFields): Promise<PresetRow> {
  const touched = pathsOf(key);
  const writing = rest.write(operation, touched[0], fields && presetBody(fields), touched);
  // A conflict of a write that gives no name is about something else.
  const { data } = await (fields?.name == null ? writing : writing.catch(refusedBy([409], PresetNameTaken)));
  return place(data, { appId: key.appId });
}

// Payloads
function presetPayload(name: string, description: string) {
  return builder.objectRef<PresetRow>(name).implement({
    description,
    fields: (t) => ({ preset: t.field({ type: Preset, description: 'The preset as it is now.', resolve: (row) => row }) }),
  });
}

const DeletePresetPayload = builder.objectRef<PresetRow>('DeletePresetPayload').implement({
  description: 'The preset that was deleted.',
  fields: (t) => ({
    presetId: t.exposeID('id', { description: "RealtimeKit's id of the preset that was." }),
    presetNodeId: t.id({
      description: 'Its global id, for clients that keep objects by it.',
      resolve: (row) => nodeIdOf('Preset', row),
    }),
    preset: t.field({ type: Preset, description: 'The preset as it was in the end.', resolve: (row) => row }),
  }),
});

// Mutations
const words = {
  app: "RealtimeKit's id of the app that the preset belongs to.",
  preset: "RealtimeKit's id of the preset.",
};

mutation('createPreset', {
  description:
    'Makes a preset. RealtimeKit needs all of it, so it is easiest to read one that is there and to change what differs. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    ...wholePresetFields(t),
  }),
  payload: presetPayload('CreatePresetPayload', 'The preset that was made.'),
  refusals: [PresetNameTaken],
  resolve: ({ appId, ...fields }, context, { check }) => {
    const app = checkedIds(check, { appId }, 'appId');
    checkPreset(check, fields);
    check.done();
    return writePreset(context, createPreset, app, fields);
  },
});

mutation('updatePreset', {
  description:
    'Changes what is given of a preset, at every level, and leaves the rest. Lists are set as a whole, but plugins that are not in theirs stay as they are. Participants keep the name of their preset: a new name parts them from it. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    presetId: t.id({ required: true, description: words.preset }),
    ...partialPresetFields(t),
  }),
  payload: presetPayload('UpdatePresetPayload', 'The preset that was changed.'),
  refusals: [PresetNameTaken],
  resolve: ({ appId, presetId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, presetId }, 'appId', 'presetId');
    checkPreset(check, fields);
    refuseNoChange(check, fields, isHollow);
    check.done();
    return writePreset(context, updatePreset, key, fields);
  },
});

mutation('replacePreset', {
  description:
    'Sets all of a preset anew: what is not given becomes what RealtimeKit makes of it in a new one. Participants keep the name of their preset: a new name parts them from it. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    presetId: t.id({ required: true, description: words.preset }),
    ...wholePresetFields(t),
  }),
  payload: presetPayload('ReplacePresetPayload', 'The preset that was set anew.'),
  refusals: [PresetNameTaken],
  resolve: ({ appId, presetId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, presetId }, 'appId', 'presetId');
    checkPreset(check, fields);
    check.done();
    return writePreset(context, replacePreset, key, fields);
  },
});

mutation('deletePreset', {
  description:
    'Deletes a preset for good. What becomes of participants who have it is not documented: give them another one first (`updateMeetingParticipant`). Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    presetId: t.id({ required: true, description: words.preset }),
  }),
  payload: DeletePresetPayload,
  resolve: (input, context, { check }) => {
    const key = checkedIds(check, input, 'appId', 'presetId');
    check.done();
    return writePreset(context, deletePreset, key);
  },
});
