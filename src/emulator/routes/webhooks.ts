/** Webhooks: the seven operations below /{app_id}/webhooks. */
import { type Answer, success } from '../answer.ts';
import { boolean, byDefault, list as listOf, object, type Reader, readBody, text, uri, word } from '../body.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { StoredApp, StoredWebhook } from '../store.ts';
import { webhookEvents } from '../webhook-events.ts';
import { inApp, inMap } from './lookup.ts';

const list = '/{app_id}/webhooks';
const item = `${list}/{webhook_id}`;

// No events at all are allowed: the document sets no least number.
const fields = { name: text(), url: uri, events: listOf(word(...webhookEvents)) };
const wholeBody = object(fields, { enabled: byDefault(boolean, true) });
const changeBody = object({}, { ...fields, enabled: boolean });

export const webhookRoutes: readonly Route[] = [
  {
    operation: 'getAllWebhooks',
    method: 'GET',
    path: list,
    // Not paged.
    handle: inApp((_request, { webhooks }) => success(Array.from(webhooks.values()))),
  },
  {
    operation: 'addWebhook',
    method: 'POST',
    path: list,
    handle: inApp(({ body, now, newId }, { webhooks }) => {
      const created_at = new Date(now()).toISOString();
      const created: StoredWebhook = { id: newId('1'), created_at, updated_at: created_at, ...readBody(body, wholeBody) };
      webhooks.set(created.id, created);
      return success(created, { status: 201 });
    }),
  },
  { operation: 'getWebhook', method: 'GET', path: item, handle: ofWebhook((_request, webhook) => success(webhook)) },
  { operation: 'editWebhook', method: 'PATCH', path: item, handle: ofWebhook(changeBy(changeBody)) },
  { operation: 'replaceWebhook', method: 'PUT', path: item, handle: ofWebhook(changeBy(wholeBody)) },
  {
    operation: 'deleteWebhook',
    method: 'DELETE',
    path: item,
    handle: ofWebhook((_request, webhook, { webhooks }) => {
      webhooks.delete(webhook.id);
      return success(webhook);
    }),
  },
  // Names of events, not webhooks.
  { operation: 'getAllWebhookEvents', method: 'GET', path: `${list}/all`, handle: inApp(() => success(webhookEvents)) },
];

type WebhookHandler = (request: RouteRequest, webhook: StoredWebhook, app: StoredApp) => Answer;

function ofWebhook(handle: WebhookHandler): Route['handle'] {
  return inMap('webhook', ({ webhooks }) => webhooks, handle);
}

/** Every field of a webhook is in the body that replaces one: what a body has, the webhook has from now on. */
function changeBy(reader: Reader<Partial<StoredWebhook>>): WebhookHandler {
  return ({ body, now }, webhook) => {
    Object.assign(webhook, readBody(body, reader), { updated_at: new Date(now()).toISOString() });
    return success(webhook);
  };
}
