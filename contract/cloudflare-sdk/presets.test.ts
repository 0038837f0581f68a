/** Cloudflare's SDK reads and writes the presets of an app. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { presetId } from '../../src/emulator/seed/presets.ts';
import { presetBody } from '../cases/preset-body.ts';
import { failure } from '../support/failure.ts';
import { app, largeApp, now, startSdk } from '../support/sdk.ts';

describe("Cloudflare's SDK", () => {
  test('lists every preset of an app, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const pages = [await kit.presets.get(largeApp, account), await kit.presets.get(largeApp, { ...account, page_no: 2 })];

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 34, start_offset: 1, end_offset: 25 },
      { total_count: 34, start_offset: 26, end_offset: 34 },
    ]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(Array.from({ length: 34 }, (_, index) => presetId(3, index + 1)));
    expect(calls()).toEqual(['get-presets 200', 'get-presets 200 ?page_no=2']);
  });

  test('searches the presets by name, and gets no more than names and times', async () => {
    const { kit, account, calls } = await startSdk();
    const { data, paging } = await kit.presets.get(app, { ...account, search: 'webinar' });

    expect(data).toEqual([
      {
        id: presetId(1, 3),
        name: 'webinar_presenter',
        created_at: '2026-01-05T09:00:03.000Z',
        updated_at: '2026-01-05T09:01:03.000Z',
      },
      { id: presetId(1, 4), name: 'webinar_viewer', created_at: '2026-01-05T09:00:04.000Z', updated_at: '2026-01-05T09:01:04.000Z' },
    ]);
    expect(paging).toEqual({ total_count: 2, start_offset: 1, end_offset: 2 });
    expect(calls()).toEqual(['get-presets 200 ?search=webinar']);
  });

  test('gets one preset with all that it sets', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.presets.getPresetByID(presetId(1, 1), inApp);

    expect(data).toMatchObject({
      id: presetId(1, 1),
      name: 'group_call_host',
      config: { view_type: 'GROUP_CALL', max_video_streams: { desktop: 25, mobile: 6 } },
      permissions: { can_record: true, media: { audio: { can_produce: 'ALLOWED' } }, waiting_room_type: 'SKIP' },
      ui: { design_tokens: { border_radius: 'rounded', border_width: 'thin' } },
    });
    expect(calls()).toEqual(['get-presets-preset_id 200']);
  });

  test('makes a preset, which participants can be given from then on', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const { success, data } = await kit.presets.create(app, { ...account, ...presetBody });
    const { data: read } = await kit.presets.getPresetByID(data.id, inApp);
    const { data: added } = await kit.meetings.addParticipant(seedId('b', 1), {
      ...inApp,
      custom_participant_id: 'mary',
      preset_name: presetBody.name,
    });

    expect(success).toBe(true);
    expect(data).toEqual({ id: expect.any(String) as string, created_at: now, updated_at: now, ...presetBody });
    expect(read).toEqual(data);
    expect(added?.preset_name).toBe('tutor');
    expect(calls()).toEqual(['post-presets 201', 'get-presets-preset_id 200', 'add_participant 201']);
  });

  test('changes the parts of a preset that it names, at every level, and no others', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.presets.getPresetByID(presetId(1, 1), inApp);
    const changes = { config: { max_video_streams: { mobile: 9 } }, permissions: { can_record: false } };
    const { data } = await kit.presets.update(presetId(1, 1), { ...inApp, ...changes });
    const { data: after } = await kit.presets.getPresetByID(presetId(1, 1), inApp);

    expect(data).toEqual({
      ...before,
      updated_at: now,
      config: { ...before.config, max_video_streams: { desktop: 25, mobile: 9 } },
      permissions: { ...before.permissions, can_record: false },
    });
    expect(after).toEqual(data);
    expect(calls()).toEqual(['get-presets-preset_id 200', 'patch-presets-preset_id 200', 'get-presets-preset_id 200']);
  });

  test('replaces a preset, whose participants keep the name it had', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.presets.getPresetByID(presetId(1, 1), inApp);
    const { data } = await kit.presets.replacePresetByID(presetId(1, 1), { ...inApp, ...presetBody });
    const { data: after } = await kit.presets.getPresetByID(presetId(1, 1), inApp);
    const { data: ada } = await kit.meetings.getMeetingParticipant(seedId('c', 1, 1), { ...inApp, meeting_id: seedId('b', 1) });

    expect(data).toEqual({ id: presetId(1, 1), created_at: before.created_at, updated_at: now, ...presetBody });
    expect(after).toEqual(data);
    expect(ada?.preset_name).toBe('group_call_host');
    expect(calls()).toEqual([
      'get-presets-preset_id 200',
      'put-presets-preset_id 200',
      'get-presets-preset_id 200',
      'get_meeting_participant 200',
    ]);
  });

  test('deletes a preset, which is not found from then on', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const { data: before } = await kit.presets.getPresetByID(presetId(1, 6), inApp);
    const { data } = await kit.presets.delete(presetId(1, 6), inApp);

    expect(data).toEqual(before);
    expect(await failure(kit.presets.getPresetByID(presetId(1, 6), inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(await failure(kit.presets.delete(presetId(1, 6), inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    await expect(kit.presets.get(app, account)).resolves.toMatchObject({ paging: { total_count: 5 } });
    expect(calls()).toEqual([
      'get-presets-preset_id 200',
      'delete-presets-preset_id 200',
      'get-presets-preset_id 404',
      'delete-presets-preset_id 404',
      'get-presets 200',
    ]);
  });

  test('is told ConflictError of a name that another preset has', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const name = 'webinar_viewer';
    const errors = [
      await failure(kit.presets.create(app, { ...account, ...presetBody, name })),
      await failure(kit.presets.update(presetId(1, 1), { ...inApp, name })),
      await failure(kit.presets.replacePresetByID(presetId(1, 1), { ...inApp, ...presetBody, name })),
    ];
    const { data } = await kit.presets.get(app, account);

    expect(errors.every((error) => error instanceof Cloudflare.ConflictError)).toBe(true);
    expect(data.filter((one) => one.name === name).map(({ id }) => id)).toEqual([presetId(1, 4)]);
    expect(calls()).toEqual(['post-presets 409', 'patch-presets-preset_id 409', 'put-presets-preset_id 409', 'get-presets 200']);
  });
});
