/** Cloudflare's SDK reads and makes the apps of an account. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { failure } from '../support/failure.ts';
import { now, startSdk } from '../support/sdk.ts';

describe("Cloudflare's SDK", () => {
  test('lists the apps, the newest first, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const pages = [await kit.apps.get(account), await kit.apps.get({ ...account, page_no: 2 })];

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 30, start_offset: 1, end_offset: 20 },
      { total_count: 30, start_offset: 21, end_offset: 30 },
    ]);
    expect(pages.flatMap(({ data }) => data?.map(({ id }) => id))).toEqual(
      Array.from({ length: 30 }, (_, index) => seedId('a', 30 - index)),
    );
    expect(calls()).toEqual(['get_apps 200', 'get_apps 200 ?page_no=2']);
  });

  test('searches the apps by name, the oldest first', async () => {
    const { kit, account, calls } = await startSdk();
    const { data, paging } = await kit.apps.get({ ...account, search: 'branch 1', per_page: 3, sort_order: 'ASC' });

    expect(data).toEqual([
      { id: seedId('a', 10), name: 'Acme Branch 10', created_at: '2026-01-05T09:00:10.000Z' },
      { id: seedId('a', 11), name: 'Acme Branch 11', created_at: '2026-01-05T09:00:11.000Z' },
      { id: seedId('a', 12), name: 'Acme Branch 12', created_at: '2026-01-05T09:00:12.000Z' },
    ]);
    expect(paging).toEqual({ total_count: 10, start_offset: 1, end_offset: 3 });
    expect(calls()).toEqual(['get_apps 200 ?search=branch%201&per_page=3&sort_order=ASC']);
  });

  test('makes an app, which is the newest from then on and can be worked in at once', async () => {
    const { kit, account, calls } = await startSdk();
    const { success, data } = await kit.apps.post({ ...account, name: 'Acme Branch 28' });
    const id = data?.app?.id ?? '';
    const { data: apps, paging } = await kit.apps.get({ ...account, per_page: 1 });
    const { data: meeting } = await kit.meetings.create(id, { ...account, title: 'First' });
    const { data: presets } = await kit.presets.get(id, account);

    expect(success).toBe(true);
    expect(data).toEqual({ app: { id: expect.any(String) as string, name: 'Acme Branch 28', created_at: now } });
    expect(apps).toEqual([data?.app]);
    expect(paging?.total_count).toBe(31);
    expect(meeting?.title).toBe('First');
    expect(presets.map(({ name }) => name)).toEqual(['group_call_host', 'group_call_participant', 'webinar_presenter', 'webinar_viewer']);
    // 200, where everything else that is made gets 201.
    expect(calls()).toEqual(['create_app 200', 'get_apps 200 ?per_page=1', 'create_meeting 201', 'get-presets 200']);
  });

  test('is told BadRequestError for an app without a name, and none is made', async () => {
    const { kit, account, calls } = await startSdk();

    expect(await failure(kit.apps.post({ ...account, name: '' }))).toBeInstanceOf(Cloudflare.BadRequestError);
    await expect(kit.apps.get({ ...account, per_page: 1 })).resolves.toMatchObject({ paging: { total_count: 30 } });
    expect(calls()).toEqual(['create_app 400', 'get_apps 200 ?per_page=1']);
  });
});
