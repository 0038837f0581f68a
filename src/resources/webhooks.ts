/** Webhooks: where RealtimeKit reports what happens in an app. REST: /{app_id}/webhooks */
import { builder } from '../builder.ts';
import { connectionOf, connectionType, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { restEnum } from '../rest-enum.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { anything, array, dateTime, object, string, type Wire, identifier } from '../upstream/wire.ts';
import { App, appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';

// Wire. A list row has all that a point read has (API document, 4.11).
export const webhookShape = object({
  id: identifier,
  name: string,
  created_at: dateTime,
  updated_at: dateTime,
  url: anything,
  enabled: anything,
  events: anything,
});

export type WebhookWire = Wire<typeof webhookShape>;
export type WebhookRow = Placed<WebhookWire, AppKey>;

const getEvents = { id: 'getAllWebhookEvents', answer: object({ data: array(string) }) };

/** Where REST lists the names of events, in the place of a webhook's id. */
const placeOfEvents = 'all';

// Loaders
const webhooks = createCollection({
  noun: 'webhook',
  row: webhookShape,
  itemPath: ({ appId }: AppKey, webhookId: string) => path`/${{ appId }}/webhooks/${{ webhookId }}`,
  item: { id: 'getWebhook', answer: object({ data: webhookShape }), idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/webhooks`,
  list: { id: 'getAllWebhooks', answer: object({ data: array(anything) }) },
  rowsIn: ({ data }) => data,
  pagingIn: () => undefined,
  isPaged: false,
  rowsAreWhole: true,
});

const webhookObjects = createObjectLoader(webhooks);
const webhookLists = createListLoader(webhooks, webhookObjects);

/** One webhook; null if there is none. */
async function loadWebhook(context: Context, app: AppKey, id: string): Promise<WebhookRow | null> {
  return id === placeOfEvents ? null : webhookObjects.load(context, app, id);
}

// Types
export const WebhookEvent = restEnum('WebhookEvent', 'What RealtimeKit can report to a webhook.', {
  MEETING_STARTED: { rest: 'meeting.started', description: 'The first one joined: a session began.' },
  MEETING_ENDED: { rest: 'meeting.ended', description: 'A session is over: the host ended it, or all have left.' },
  MEETING_PARTICIPANT_JOINED: { rest: 'meeting.participantJoined', description: 'Somebody joined a session.' },
  MEETING_PARTICIPANT_LEFT: { rest: 'meeting.participantLeft', description: 'Somebody left a session.' },
  MEETING_CHAT_SYNCED: { rest: 'meeting.chatSynced', description: 'The chat of a session can be downloaded.' },
  RECORDING_STATUS_UPDATE: { rest: 'recording.statusUpdate', description: 'A recording changed its status.' },
  LIVESTREAMING_STATUS_UPDATE: { rest: 'livestreaming.statusUpdate', description: 'A livestream changed its status.' },
  MEETING_TRANSCRIPT: { rest: 'meeting.transcript', description: 'The transcript of a session can be downloaded.' },
  MEETING_SUMMARY: { rest: 'meeting.summary', description: 'The summary of a session can be downloaded.' },
});

export const Webhook = builder.objectRef<WebhookRow>('Webhook').implement({
  description:
    'An address of yours that RealtimeKit reports events of an app to. Costs one REST call by itself; many of one app cost one together.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Webhook', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the webhook: the `rtk-webhook-id` of what it sends." }),
      name: t.exposeString('name', { description: 'What the webhook is called.' }),
      createdAt: wire.checkedDateTime('created_at', 'When the webhook was made.'),
      updatedAt: wire.checkedDateTime('updated_at', 'When the webhook was last changed.'),
      url: wire.url('url', 'Where events are sent to.'),
      enabled: wire.boolean('enabled', 'Whether events are sent.'),
      events: wire.words('events', WebhookEvent, 'What it reports. Words that this schema does not know are left out: see `eventNames`.'),
      eventNames: wire.texts('events', "What it reports, in RealtimeKit's own words, for example `meeting.started`."),
      app: appEdge(t),
    };
  },
});

const WebhookConnection = connectionType('Webhook', 'webhooks', Webhook);

registerNode('Webhook', 2, (context, [appId = '', id = '']) => loadWebhook(context, { appId }, id));

const SupportedWebhookEvent = builder.objectRef<{ readonly name: string }>('SupportedWebhookEvent').implement({
  description: 'An event that RealtimeKit can report to a webhook.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "RealtimeKit's own word for the event, for example `meeting.started`." }),
    event: t.field({
      type: WebhookEvent.type,
      nullable: true,
      description: 'The event as this schema names it. Null for a word that this schema does not know.',
      resolve: ({ name }) => WebhookEvent.read(name),
    }),
  }),
});

// Queries
builder.queryField('webhook', (t) =>
  t.field({
    type: Webhook,
    nullable: true,
    description: 'One webhook, `null` if there is none with this id. Costs one REST call; many of one app cost one together.',
    args: { ...appArg(t.arg), webhookId: t.arg.id({ required: true, description: "RealtimeKit's id of the webhook." }) },
    resolve: (_root, { webhookId, ...ids }, context) => loadWebhook(context, appKey(ids), checkedId('webhookId', webhookId)),
  }),
);

async function listWebhooks(context: Context, app: AppKey, page: PageArgs) {
  const stretch = stretchOf(page);
  return connectionOf(await webhookLists(context, app, { query: {}, stretch, secret: false }), stretch);
}

const costOfList = 'RealtimeKit gives all in one answer: they cost one REST call, whatever the page.';

builder.queryField('webhooks', (t) =>
  t.field({
    type: WebhookConnection,
    nullable: true,
    description: `The webhooks of an app, in RealtimeKit's order. ${costOfList}`,
    args: { ...appArg(t.arg), ...pageArgs(t.arg) },
    resolve: (_root, { appId, ...page }, context) => listWebhooks(context, appKey({ appId }), page),
  }),
);

// Edges of the app
builder.objectFields(App, (t) => ({
  webhooks: t.field({
    type: WebhookConnection,
    nullable: true,
    description: `Its webhooks, in RealtimeKit's order. ${costOfList}`,
    args: pageArgs(t.arg),
    resolve: ({ id }, page, context) => listWebhooks(context, { appId: canonicalId(id) }, page),
  }),
  webhookEvents: t.field({
    type: [SupportedWebhookEvent],
    nullable: true,
    description: 'Every event that RealtimeKit can report to a webhook of this app. Costs one REST call.',
    resolve: async ({ id }, _args, { rest }) => {
      const events = path`/${{ appId: canonicalId(id) }}/webhooks/${{ webhookId: placeOfEvents }}`;
      const read = await rest.read(getEvents, events, { why: 'asked for by the app' });
      return read?.data.map((name) => ({ name })) ?? null;
    },
  }),
}));
