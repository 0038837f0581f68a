/** Changes of webhooks: where RealtimeKit reports events of an app, and which. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { checkedIds, type InputCheck, notEmpty, type Rule } from '../input-rules.ts';
import { place } from '../loading/collection.ts';
import { mutation } from '../mutation.ts';
import { nodeIdOf } from '../node-interface.ts';
import type { WriteOperation } from '../upstream/client.ts';
import { type Path, path } from '../upstream/path.ts';
import { isUrl, object, type Wire } from '../upstream/wire.ts';
import { wireBody } from '../wire-body.ts';
import { refuseNoChange, refuseNulls } from './input-checks.ts';
import type { AppKey } from './keys.ts';
import { Webhook, WebhookEvent, type WebhookRow, webhookShape } from './webhooks.ts';

// Writes
const answer = object({ data: webhookShape });

type WebhookWrite = WriteOperation<Wire<typeof answer>>;

const addWebhook: WebhookWrite = { id: 'addWebhook', method: 'POST', answer };
const editWebhook: WebhookWrite = { id: 'editWebhook', method: 'PATCH', answer };
const replaceWebhook: WebhookWrite = { id: 'replaceWebhook', method: 'PUT', answer };
const deleteWebhook: WebhookWrite = { id: 'deleteWebhook', method: 'DELETE', answer };

/** The paths of an app's webhooks, and of one of them: what changes with it. */
function pathsOf({ appId }: AppKey, webhookId?: string): readonly [Path, ...Path[]] {
  const list = path`/${{ appId }}/webhooks`;
  return webhookId === undefined ? [list] : [path`/${{ appId }}/webhooks/${{ webhookId }}`, list];
}

/** Writes to the first of these paths. */
async function writeWebhook(
  { rest }: Context,
  operation: WebhookWrite,
  { appId }: AppKey,
  touched: readonly [Path, ...Path[]],
  fields?: WebhookFields,
): Promise<WebhookRow> {
  const { data } = await rest.write(operation, touched[0], fields && wireBody(fields), touched);
  return place(data, { appId });
}

// Inputs
interface WebhookFields {
  name?: string | null | undefined;
  url?: string | null | undefined;
  events?: readonly string[] | null | undefined;
  enabled?: boolean | null | undefined;
}

const reachable: Rule<string> = (value) =>
  isUrl(value) && /^https?:/i.test(value) ? undefined : 'must be an absolute URL of http or https';

function checkWebhook(check: InputCheck, fields: WebhookFields): void {
  check.field('input.name', fields.name, notEmpty).field('input.url', fields.url, reachable);
  refuseNulls(check, 'input', fields);
}

const words = {
  app: "RealtimeKit's id of the app that the webhook belongs to.",
  webhook: "RealtimeKit's id of the webhook.",
  name: 'What the webhook is called: at least one character.',
  url: 'Where events are to be sent: an absolute URL of http or https. It has about three seconds to answer.',
  events: 'What it is to report.',
  enabled: 'Whether events are sent.',
};

// Payloads
function webhookPayload(name: string, description: string) {
  return builder.objectRef<WebhookRow>(name).implement({
    description,
    fields: (t) => ({ webhook: t.field({ type: Webhook, description: 'The webhook as it is now.', resolve: (row) => row }) }),
  });
}

const DeleteWebhookPayload = builder.objectRef<WebhookRow>('DeleteWebhookPayload').implement({
  description: 'The webhook that was deleted.',
  fields: (t) => ({
    webhookId: t.exposeID('id', { description: "RealtimeKit's id of the webhook that was." }),
    webhookNodeId: t.id({
      description: 'Its global id, for clients that keep objects by it.',
      resolve: (row) => nodeIdOf('Webhook', row),
    }),
    webhook: t.field({ type: Webhook, description: 'The webhook as it was in the end.', resolve: (row) => row }),
  }),
});

// Mutations
mutation('createWebhook', {
  description:
    'Has events of an app reported to an address of yours. RealtimeKit signs what it sends there with one key for all its customers. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    name: t.string({ required: true, description: words.name }),
    url: t.string({ required: true, description: words.url }),
    events: t.field({ type: [WebhookEvent.type], required: true, description: words.events }),
    enabled: t.boolean({ description: `${words.enabled} They are if this is not given.` }),
  }),
  payload: webhookPayload('CreateWebhookPayload', 'The webhook that was made.'),
  resolve: ({ appId, ...fields }, context, { check }) => {
    const app = checkedIds(check, { appId }, 'appId');
    checkWebhook(check, fields);
    check.done();
    return writeWebhook(context, addWebhook, app, pathsOf(app), fields);
  },
});

mutation('updateWebhook', {
  description: 'Changes what is given of a webhook and leaves the rest. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    webhookId: t.id({ required: true, description: words.webhook }),
    name: t.string({ description: words.name }),
    url: t.string({ description: words.url }),
    events: t.field({
      type: [WebhookEvent.type],
      description: `${words.events} All of it: events that are not in the list are not reported.`,
    }),
    enabled: t.boolean({ description: words.enabled }),
  }),
  payload: webhookPayload('UpdateWebhookPayload', 'The webhook that was changed.'),
  resolve: ({ appId, webhookId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, webhookId }, 'appId', 'webhookId');
    checkWebhook(check, fields);
    refuseNoChange(check, fields);
    check.done();
    return writeWebhook(context, editWebhook, key, pathsOf(key, key.webhookId), fields);
  },
});

mutation('replaceWebhook', {
  description: 'Sets all of a webhook anew. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    webhookId: t.id({ required: true, description: words.webhook }),
    name: t.string({ required: true, description: words.name }),
    url: t.string({ required: true, description: words.url }),
    events: t.field({ type: [WebhookEvent.type], required: true, description: words.events }),
    enabled: t.boolean({ description: `${words.enabled} They are if this is not given, even if they were not before.` }),
  }),
  payload: webhookPayload('ReplaceWebhookPayload', 'The webhook that was set anew.'),
  resolve: ({ appId, webhookId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, webhookId }, 'appId', 'webhookId');
    checkWebhook(check, fields);
    check.done();
    return writeWebhook(context, replaceWebhook, key, pathsOf(key, key.webhookId), fields);
  },
});

mutation('deleteWebhook', {
  description: 'Ends what a webhook reports, for good. To end it for a while, see `enabled` of `updateWebhook`. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    webhookId: t.id({ required: true, description: words.webhook }),
  }),
  payload: DeleteWebhookPayload,
  resolve: (input, context, { check }) => {
    const key = checkedIds(check, input, 'appId', 'webhookId');
    check.done();
    return writeWebhook(context, deleteWebhook, key, pathsOf(key, key.webhookId));
  },
});
