/** Presets: what the people who join with them see and may do, by a name. REST: /{app_id}/presets */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Detail, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { createScanLoader } from '../loading/scan-loader.ts';
import { selects } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { objectIn } from '../upstream/lenient.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { anything, array, object, optional, string, type Wire, identifier } from '../upstream/wire.ts';
import { App, appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import { Participant } from './participants.ts';
import { PresetConfig } from './preset-config.ts';
import { PresetPermissions } from './preset-permissions.ts';
import { PresetUI } from './preset-ui.ts';

// Wire. A list row has only the id, the name and the times (API document, section 3).
export const presetShape = object({
  id: identifier,
  name: string,
  created_at: anything,
  updated_at: anything,
  config: anything,
  permissions: anything,
  ui: anything,
});

type PresetWire = Wire<typeof presetShape>;
export type PresetRow = Placed<PresetWire, AppKey>;

// Loaders
const presets = createCollection({
  noun: 'preset',
  row: presetShape,
  itemPath: ({ appId }: AppKey, presetId: string) => path`/${{ appId }}/presets/${{ presetId }}`,
  item: { id: 'get-presets-preset_id', answer: object({ data: presetShape }), idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/presets`,
  list: { id: 'get-presets', answer: object({ data: array(anything), paging: optional(paging) }) },
  rowsIn: ({ data }) => data,
  pagingIn: (answer) => answer.paging ?? undefined,
  rowsAreWhole: false,
});

const presetObjects = createObjectLoader(presets);
const presetLists = createListLoader(presets, presetObjects);
const presetsByName = createScanLoader({ collection: presets, objects: presetObjects, keyOf: ({ name }) => name });

type Part = 'config' | 'permissions' | 'ui';
const parts: readonly Part[] = ['config', 'permissions', 'ui'];

const detailOf = (info: GraphQLResolveInfo): Detail => ({ whole: selects(info, parts) });

/** A preset with what the query selects of it; null if there is none. */
function readPreset(context: Context, app: AppKey, presetId: string, info: GraphQLResolveInfo): Promise<PresetRow | null> {
  return presetObjects.load(context, app, presetId, detailOf(info));
}

/** A part of a preset, from its row or, where that has none, from the preset by itself. */
async function partOf(context: Context, row: PresetRow, part: Part) {
  const whole = row[part] === undefined ? await presetObjects.load(context, row.parent, canonicalId(row.id), { whole: true }) : row;
  return objectIn(part, whole?.[part]);
}

// Type
const costOfPart = 'On a preset of a list or of a participant it costs one REST call each, whatever is selected of it.';

export const Preset = builder.objectRef<PresetRow>('Preset').implement({
  description:
    'What the people who join with it see and may do. Participants name their preset, so one preset serves many of them. Costs one REST call by itself; presets of one app asked for together for no more than names and times share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Preset', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the preset." }),
      name: t.exposeString('name', { description: 'What participants call it by, for example `group_call_host`. Unique in its app.' }),
      createdAt: wire.dateTime('created_at', 'When the preset was made.'),
      updatedAt: wire.dateTime('updated_at', 'When the preset was last changed.'),
      config: t.field({
        type: PresetConfig,
        nullable: true,
        description: `The kind of meeting, and how much media is sent and shown. ${costOfPart}`,
        resolve: (row, _args, context) => partOf(context, row, 'config'),
      }),
      permissions: t.field({
        type: PresetPermissions,
        nullable: true,
        description: `What a person with this preset may do. ${costOfPart}`,
        resolve: (row, _args, context) => partOf(context, row, 'permissions'),
      }),
      ui: t.field({
        type: PresetUI,
        nullable: true,
        description: `How RealtimeKit's UI kit looks to a person with this preset. ${costOfPart}`,
        resolve: (row, _args, context) => partOf(context, row, 'ui'),
      }),
      app: appEdge(t),
    };
  },
});

const PresetConnection = connectionType('Preset', 'presets', Preset);

registerNode('Preset', 2, (context, [appId = '', id = ''], info) => readPreset(context, { appId }, id, info));

// Queries
builder.queryField('preset', (t) =>
  t.field({
    type: Preset,
    nullable: true,
    description:
      'One preset, `null` if there is none with this id. Costs one REST call; many of one app share list pages, unless `config`, `permissions` or `ui` is selected.',
    args: {
      ...appArg(t.arg),
      presetId: t.arg.id({ required: true, description: "RealtimeKit's id of the preset." }),
    },
    ...lookup(
      presetObjects,
      (ids: AppKey & { readonly presetId: string }) => ({ parent: appKey(ids), id: checkedId('presetId', ids.presetId) }),
      detailOf,
    ),
  }),
);

const PresetFilter = builder.inputType('PresetFilter', {
  description: 'Which presets to list.',
  fields: (t) => ({ search: t.string({ description: 'A part of the name.' }) }),
});

interface PresetListArgs extends PageArgs {
  filter?: typeof PresetFilter.$inferInput | null | undefined;
}

async function listPresets(context: Context, app: AppKey, { filter, ...page }: PresetListArgs) {
  const stretch = stretchOf(page);
  return connectionOf(await presetLists(context, app, { query: { search: filter?.search }, stretch, secret: false }), stretch);
}

const costOfList = `${costOfPage} With \`config\`, \`permissions\` or \`ui\` one more for each preset.`;

builder.queryField('presets', (t) =>
  t.field({
    type: PresetConnection,
    nullable: true,
    description: `The presets of an app, in RealtimeKit's order. ${costOfList}`,
    args: { ...appArg(t.arg), ...pageArgs(t.arg), filter: t.arg({ type: PresetFilter, description: 'Which to list.' }) },
    resolve: (_root, { appId, ...args }, context) => listPresets(context, appKey({ appId }), args),
  }),
);

// Edges
builder.objectField(App, 'presets', (t) =>
  t.field({
    type: PresetConnection,
    nullable: true,
    description: `Its presets, in RealtimeKit's order. ${costOfList}`,
    args: { ...pageArgs(t.arg), filter: t.arg({ type: PresetFilter, description: 'Which to list.' }) },
    resolve: ({ id }, args, context) => listPresets(context, { appId: canonicalId(id) }, args),
  }),
);

builder.objectField(Participant, 'preset', (t) =>
  t.field({
    type: Preset,
    nullable: true,
    description:
      'The preset that `presetName` names, `null` if the app has none of exactly this name: it was renamed or deleted. RealtimeKit cannot look names up, so the list of presets is read once for all participants of an app: one REST call, more only if the app has more than 100 presets. With `config`, `permissions` or `ui` one more for each different preset.',
    resolve: ({ preset_name: name, parent: { appId } }, _args, context) => presetsByName.load(context, { appId }, name),
  }),
);
