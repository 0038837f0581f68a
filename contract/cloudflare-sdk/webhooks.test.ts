/** Cloudflare's SDK reads and writes the webhooks of an app. */
import Cloudflare from 'cloudflare';
import type { WebhookCreateWebhookParams } from 'cloudflare/resources/realtime-kit/webhooks';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { webhookEvents } from '../../src/emulator/webhook-events.ts';
import { failure } from '../support/failure.ts';
import { app, largeApp, now, startSdk } from '../support/sdk.ts';

const fields = { name: 'Ends', url: 'https://example.com/ends', events: ['meeting.ended', 'recording.statusUpdate'] } satisfies Omit<
  WebhookCreateWebhookParams,
  'account_id'
>;

describe("Cloudflare's SDK", () => {
  test('lists all webhooks of an app at once', async () => {
    const { kit, account, calls } = await startSdk();
    const { success, data } = await kit.webhooks.getWebhooks(app, account);
    const { data: many } = await kit.webhooks.getWebhooks(largeApp, account);

    expect(success).toBe(true);
    expect(data).toMatchObject([
      { id: seedId('1', 1), name: 'Everything', enabled: true, events: webhookEvents, url: 'https://example.com/hooks/1/1' },
      { id: seedId('1', 2), name: 'Recordings', enabled: false, events: ['recording.statusUpdate'] },
    ]);
    expect(many.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, index) => seedId('1', index + 1, 3)));
    expect(calls()).toEqual(['getAllWebhooks 200', 'getAllWebhooks 200']);
  });

  test('gets one webhook', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.webhooks.getWebhookByID(seedId('1', 2), inApp);

    expect(data).toEqual({
      id: seedId('1', 2),
      created_at: '2026-01-05T09:01:42.000Z',
      updated_at: '2026-01-05T09:02:42.000Z',
      url: 'https://example.com/hooks/1/2',
      name: 'Recordings',
      events: ['recording.statusUpdate'],
      enabled: false,
    });
    expect(calls()).toEqual(['getWebhook 200']);
  });

  test('makes a webhook, which is enabled unless it is told otherwise', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const { success, data } = await kit.webhooks.createWebhook(app, { ...account, ...fields });
    const { data: silent } = await kit.webhooks.createWebhook(app, { ...account, ...fields, enabled: false });
    const { data: read } = await kit.webhooks.getWebhookByID(data.id, inApp);
    const { data: all } = await kit.webhooks.getWebhooks(app, account);

    expect(success).toBe(true);
    expect(data).toEqual({ id: expect.any(String) as string, created_at: now, updated_at: now, ...fields, enabled: true });
    expect(silent.enabled).toBe(false);
    expect(read).toEqual(data);
    expect(all.slice(2)).toEqual([data, silent]);
    expect(calls()).toEqual(['addWebhook 201', 'addWebhook 201', 'getWebhook 200', 'getAllWebhooks 200']);
  });

  test('changes the fields of a webhook that it names and no others', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.webhooks.getWebhookByID(seedId('1', 1), inApp);
    const { data } = await kit.webhooks.editWebhook(seedId('1', 1), { ...inApp, enabled: false });
    const { data: after } = await kit.webhooks.getWebhookByID(seedId('1', 1), inApp);

    expect(data).toEqual({ ...before, enabled: false, updated_at: now });
    expect(after).toEqual(data);
    expect(calls()).toEqual(['getWebhook 200', 'editWebhook 200', 'getWebhook 200']);
  });

  test('replaces a webhook, which is enabled by that', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.webhooks.getWebhookByID(seedId('1', 2), inApp);
    const { data } = await kit.webhooks.replaceWebhook(seedId('1', 2), { ...inApp, ...fields });
    const { data: after } = await kit.webhooks.getWebhookByID(seedId('1', 2), inApp);

    expect(data).toEqual({ id: seedId('1', 2), created_at: before.created_at, updated_at: now, ...fields, enabled: true });
    expect(after).toEqual(data);
    expect(calls()).toEqual(['getWebhook 200', 'replaceWebhook 200', 'getWebhook 200']);
  });

  test('deletes a webhook, which is not found from then on', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const { data } = await kit.webhooks.deleteWebhook(seedId('1', 1), inApp);

    expect(data).toMatchObject({ id: seedId('1', 1), name: 'Everything' });
    expect(await failure(kit.webhooks.getWebhookByID(seedId('1', 1), inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(await failure(kit.webhooks.editWebhook(seedId('1', 1), { ...inApp, enabled: true }))).toBeInstanceOf(Cloudflare.NotFoundError);
    await expect(kit.webhooks.getWebhooks(app, account)).resolves.toMatchObject({ data: [{ id: seedId('1', 2) }] });
    expect(calls()).toEqual(['deleteWebhook 200', 'getWebhook 404', 'editWebhook 404', 'getAllWebhooks 200']);
  });

  test('is told BadRequestError of an address that is none, and nothing is made or changed', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const { data: before } = await kit.webhooks.getWebhooks(app, account);
    const url = 'nowhere';
    const errors = [
      await failure(kit.webhooks.createWebhook(app, { ...account, ...fields, url })),
      await failure(kit.webhooks.editWebhook(seedId('1', 1), { ...inApp, url })),
      await failure(kit.webhooks.replaceWebhook(seedId('1', 1), { ...inApp, ...fields, url })),
    ];

    expect(errors.every((error) => error instanceof Cloudflare.BadRequestError)).toBe(true);
    await expect(kit.webhooks.getWebhooks(app, account)).resolves.toMatchObject({ data: before });
    expect(calls()).toEqual(['getAllWebhooks 200', 'addWebhook 400', 'editWebhook 400', 'replaceWebhook 400', 'getAllWebhooks 200']);
  });
});
