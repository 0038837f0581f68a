/** Cloudflare's SDK reads the recordings of an app, and starts, pauses, resumes and stops them. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { failure } from '../support/failure.ts';
import { app, largeApp, now, startSdk } from '../support/sdk.ts';

/** A session goes on in it, and is being recorded. */
const standUp = seedId('b', 1);

describe("Cloudflare's SDK", () => {
  test('lists every recording of an app, the oldest first, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const asked = { ...account, per_page: 6, sort_by: 'invokedTime', sort_order: 'ASC' } as const;
    const pages = [];
    for (const page_no of [1, 2]) pages.push(await kit.recordings.getRecordings(app, { ...asked, page_no }));

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 10, start_offset: 1, end_offset: 6 },
      { total_count: 10, start_offset: 7, end_offset: 10 },
    ]);
    const rows = pages.flatMap(({ data }) => data);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => seedId('f', index + 1)));
    expect(rows.at(0)).toMatchObject({ id: seedId('f', 1), status: 'UPLOADED', meeting: { id: seedId('b', 1), title: 'Stand-up' } });
    expect(calls()).toEqual([1, 2].map((page) => `get_all_recordings 200 ?per_page=6&sort_by=invokedTime&sort_order=ASC&page_no=${page}`));
  });

  test('lists the recordings of a meeting, of a status, and those that can be downloaded no more', async () => {
    const { kit, account, calls } = await startSdk();
    const { data: ofOne } = await kit.recordings.getRecordings(app, { ...account, meeting_id: seedId('b', 3) });
    const { paging: running } = await kit.recordings.getRecordings(largeApp, { ...account, status: ['RECORDING'] });
    const { paging: expired } = await kit.recordings.getRecordings(app, { ...account, expired: true });

    expect(ofOne).toMatchObject([{ id: seedId('f', 7), session_id: seedId('e', 1, 3), recording_duration: 5388 }]);
    expect(running).toEqual({ total_count: 10, start_offset: 1, end_offset: 10 });
    expect(expired.total_count).toBe(5);
    expect(calls()).toEqual([
      `get_all_recordings 200 ?meeting_id=${seedId('b', 3)}`,
      'get_all_recordings 200 ?status=RECORDING',
      'get_all_recordings 200 ?expired=true',
    ]);
  });

  // The SDK repeats the parameter, where the OpenAPI document joins by commas; the emulator heeds the first status alone.
  test('lists the recordings of several statuses', async () => {
    const { kit, account, calls } = await startSdk();
    const { data } = await kit.recordings.getRecordings(app, { ...account, status: ['PAUSED', 'INVOKED'] });

    expect(calls()).toEqual(['get_all_recordings 200 ?status=PAUSED&status=INVOKED']);
    expect(data.map(({ status }) => status).toSorted()).toEqual(['INVOKED', 'PAUSED']);
  });

  test('gets one recording, with the reasons of its start and stop and without the secrets of its storage', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.recordings.getOneRecording(seedId('f', 4), inApp);

    expect(data).toMatchObject({
      id: seedId('f', 4),
      session_id: seedId('e', 1, 2),
      status: 'UPLOADED',
      output_file_name: 'recording-2-4.mp4',
      download_url_expiry: '2026-01-14T20:05:00.000Z',
      start_reason: { reason: 'API_CALL', caller: { type: 'ORGANIZATION' } },
      stop_reason: { reason: 'API_CALL', caller: { type: 'ORGANIZATION' } },
    });
    expect(data?.download_url).toContain('/recording-2-4.mp4?');
    expect(Object.keys(data?.storage_config ?? {}).toSorted()).toEqual([
      'auth_method',
      'bucket',
      'host',
      'path',
      'port',
      'region',
      'type',
      'username',
    ]);
    expect(calls()).toEqual(['get_one_recording 200']);
  });

  test('gets the recording that goes on in a meeting', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.recordings.getActiveRecordings(seedId('b', 1), inApp);

    expect(data).toMatchObject({ id: seedId('f', 9), status: 'RECORDING', session_id: seedId('e', 4, 1), stopped_time: null });
    expect(calls()).toEqual(['get_active_recording 200']);
  });

  test('starts a recording, pauses and resumes it, and stops it, after which there is a file', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const asked = { meeting_id: standUp, allow_multiple_recordings: true, file_name_prefix: 'lunch' };
    const { success, data: started } = await kit.recordings.startRecordings(app, { ...account, ...asked });
    const id = started?.id ?? '';
    const read = async () => (await kit.recordings.getOneRecording(id, inApp)).data;
    const act = async (action: 'pause' | 'resume' | 'stop') =>
      (await kit.recordings.pauseResumeStopRecording(id, { ...inApp, action })).data;
    const life = [started, await read(), await act('pause'), await read(), await act('resume'), await act('stop')];
    const last = await read();

    expect(success).toBe(true);
    expect(started).toMatchObject({
      session_id: seedId('e', 4, 1),
      output_file_name: `lunch-${id}.mp4`,
      invoked_time: now,
      started_time: null,
      start_reason: { reason: 'API_CALL', caller: { type: 'ORGANIZATION' } },
    });
    expect(life.map((one) => one?.status)).toEqual(['INVOKED', 'RECORDING', 'PAUSED', 'PAUSED', 'RECORDING', 'UPLOADING']);
    expect(last).toMatchObject({ id, status: 'UPLOADED', stopped_time: now, stop_reason: { reason: 'API_CALL' } });
    expect(last?.download_url).toContain(`/lunch-${id}.mp4?`);
    expect(calls()).toEqual([
      'start_recording 200',
      'get_one_recording 200',
      'pause_resume_stop_recording 200',
      'get_one_recording 200',
      'pause_resume_stop_recording 200',
      'pause_resume_stop_recording 200',
      'get_one_recording 200',
    ]);
  });

  test('starts a recording of the tracks of one person, which has a file for each when it has been stopped', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const ada = seedId('c', 1, 1);
    const layers = { default: { file_name_prefix: 'speaker', media_kind: 'audio' } } as const;
    const { success, data } = await kit.recordings.startTrackRecording(app, { ...account, meeting_id: standUp, user_ids: [ada], layers });
    const id = data?.recording.id ?? '';
    const { data: running } = await kit.recordings.getOneRecording(id, inApp);
    await kit.recordings.pauseResumeStopRecording(id, { ...inApp, action: 'stop' });
    const { data: over } = await kit.recordings.getOneRecording(id, inApp);

    expect(success).toBe(true);
    expect(data?.recording).toMatchObject({ status: 'INVOKED', session_id: seedId('e', 4, 1), output_file_name: `recording-${id}.webm` });
    expect(running?.status).toBe('RECORDING');
    expect(over?.status).toBe('UPLOADED');
    // An object here, where the SDK's types have a text.
    expect(JSON.stringify(over?.download_url)).toContain(`speaker-${ada}.webm`);
    expect(calls()).toEqual([
      'startTrackRecordingForAMeeting 200',
      'get_one_recording 200',
      'pause_resume_stop_recording 200',
      'get_one_recording 200',
    ]);
  });

  test('is told ConflictError of a second recording of a meeting, unless it allows several', async () => {
    const { kit, account, calls } = await startSdk();
    const second = await failure(kit.recordings.startRecordings(app, { ...account, meeting_id: standUp }));

    expect(second).toBeInstanceOf(Cloudflare.ConflictError);
    await expect(kit.recordings.getRecordings(app, account)).resolves.toMatchObject({ paging: { total_count: 10 } });
    expect(calls()).toEqual(['start_recording 409', 'get_all_recordings 200']);
  });

  test('is told NotFoundError where no session goes on that could be recorded', async () => {
    const { kit, account, calls } = await startSdk();
    const asked = { ...account, meeting_id: seedId('b', 2) };
    const errors = [
      await failure(kit.recordings.startRecordings(app, asked)),
      await failure(kit.recordings.startTrackRecording(app, asked)),
    ];

    expect(errors.every((error) => error instanceof Cloudflare.NotFoundError)).toBe(true);
    await expect(kit.recordings.getRecordings(app, account)).resolves.toMatchObject({ paging: { total_count: 10 } });
    expect(calls()).toEqual(['start_recording 404', 'startTrackRecordingForAMeeting 404', 'get_all_recordings 200']);
  });

  test('is told why a recording cannot be paused, resumed or stopped, and it stays as it is', async () => {
    const { kit, inApp, calls } = await startSdk();
    const [paused, running, over] = [seedId('f', 8), seedId('f', 9), seedId('f', 1)];
    const refused = async (id: string, action: 'pause' | 'resume' | 'stop') =>
      failure(kit.recordings.pauseResumeStopRecording(id, { ...inApp, action }));
    const errors = [await refused(paused, 'pause'), await refused(running, 'resume'), await refused(over, 'stop')];
    const statuses = [];
    for (const id of [paused, running, over]) statuses.push((await kit.recordings.getOneRecording(id, inApp)).data?.status);

    expect(errors[0]).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(errors[1]).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(errors[2]).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(statuses).toEqual(['PAUSED', 'RECORDING', 'UPLOADED']);
    expect(calls().slice(0, 3)).toEqual([
      'pause_resume_stop_recording 400',
      'pause_resume_stop_recording 400',
      'pause_resume_stop_recording 404',
    ]);
  });
});
