/** Apps: the workspaces of an account, each with its own meetings, presets, recordings and webhooks. REST: /apps */
import type { GraphQLResolveInfo } from 'graphql';
import { builder, type SchemaTypes } from '../builder.ts';
import type { Context } from '../context.ts';
import { connectionOf, connectionType, costOfPage, pageArgs, stretchOf } from '../connection.ts';
import { GatewayError } from '../errors.ts';
import { wireFields } from '../fields.ts';
import { createCollection, place, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selectsOnly } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { orderInput } from '../order.ts';
import { paging } from '../upstream/paging.ts';
import { path } from '../upstream/path.ts';
import { anything, array, identifier, object, optional, type Wire } from '../upstream/wire.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import { listReachableApps } from './reachable-apps.ts';

// Wire
export const appShape = object({ id: identifier, name: anything, created_at: anything });

export type AppWire = Wire<typeof appShape>;

/** Nothing leads to an app but the account, which the gateway knows. */
export type Account = Readonly<Record<string, never>>;
export const account: Account = {};

// Loaders
const apps = createCollection({
  noun: 'app',
  row: appShape,
  itemPath: (_account: Account, appId: string) => path`/apps/${{ appId }}`,
  item: { id: 'get_app', answer: object({ data: appShape }), idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: () => path`/apps`,
  list: { id: 'get_apps', answer: object({ data: array(anything), paging: optional(paging) }) },
  rowsIn: ({ data }) => data,
  pagingIn: ({ paging }) => paging ?? undefined,
  rowsAreWhole: true,
});

const appObjects = createObjectLoader(apps);
const appLists = createListLoader(apps, appObjects);

// Types
export const App = builder.objectRef<Placed<AppWire, Account>>('App').implement({
  description:
    'A workspace of the account. It owns meetings, presets, sessions, recordings, livestreams and webhooks. Costs one REST call by itself; apps asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('App', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the app." }),
      name: wire.text('name', 'What the app is called.'),
      createdAt: wire.dateTime('created_at', 'When the app was made.'),
    };
  },
});

const AppConnection = connectionType('App', 'apps', App);

registerNode('App', 1, (context, [id = '']) => appObjects.load(context, account, id));

/** An app that is known to exist: read only if more than its id is selected. */
function readApp(context: Context, appId: string, info: GraphQLResolveInfo) {
  return selectsOnly(info, ['id', 'nodeId']) ? place({ id: appId }, account) : appObjects.load(context, account, appId);
}

/** The field `app` of whatever belongs to one. */
export function appEdge<Row extends { readonly parent: AppKey }>(t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>) {
  return t.field({
    type: App,
    nullable: true,
    description: 'The app that it belongs to. Costs nothing for its `id`, else one REST call, shared by all objects of the app.',
    resolve: ({ parent }, _args, context, info) => readApp(context, parent.appId, info),
  });
}

// Queries
builder.queryField('app', (t) =>
  t.field({
    type: App,
    nullable: true,
    description: 'One app, `null` if there is none with this id. Costs one REST call; many share list pages.',
    args: appArg(t.arg),
    ...lookup(appObjects, (ids: AppKey) => ({ parent: account, id: appKey(ids).appId })),
  }),
);

/** As the OpenAPI document bounds it. */
const longestSearch = 125;

const AppFilter = builder.inputType('AppFilter', {
  description: 'Which apps to list.',
  fields: (t) => ({ search: t.string({ description: `A part of the name, ${longestSearch} characters at most.` }) }),
});

const AppOrder = orderInput('App', 'apps', { CREATED_AT: 'When the app was made.' });

builder.queryField('apps', (t) =>
  t.field({
    type: AppConnection,
    nullable: true,
    description: `The apps of the account, the newest first; of a caller who may reach some apps only, those. ${costOfPage}`,
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: AppFilter, description: 'Which to list.' }),
      orderBy: AppOrder.argument(t.arg),
    },
    resolve: async (_root, { filter, orderBy, ...page }, context) => {
      const stretch = stretchOf(page);
      const length = filter?.search?.length ?? 0;
      if (length > longestSearch) {
        throw new GatewayError('BAD_USER_INPUT', `filter.search must have ${longestSearch} characters at most (this one has ${length}).`);
      }
      const { apps: reachable } = context.caller.access;
      if (reachable !== undefined) {
        const load = (id: string) => appObjects.load(context, account, id);
        return connectionOf(await listReachableApps(reachable, load, { search: filter?.search, ...orderBy }, stretch), stretch);
      }
      const query = { search: filter?.search, sort_order: orderBy.direction };
      return connectionOf(await appLists(context, account, { query, stretch, secret: false }), stretch);
    },
  }),
);
