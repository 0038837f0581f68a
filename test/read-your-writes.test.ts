/** What was written is seen: at once, by everybody, however warm the cache is. */
import { describe, expect, it } from 'vitest';
import { briefly, documentOf } from './mutations/documents.ts';
import { algebra, appId, recordings, standUp, wholeMeeting } from './mutations/seeds.ts';
import { visibleChanges } from './mutations/visible-changes.ts';
import { type StackOptions, startStack } from './support/stack.ts';

/** Of recordings that were stopped, whether they are still uploading depends on who has looked. */
const settled = (data: unknown): unknown => JSON.parse(JSON.stringify(data).replace(/UPLOAD(ED|ING)/g, 'UPLOAD'));

async function start(options: StackOptions = {}) {
  const stack = await startStack(options);
  const ask = async (document: string, variables?: Record<string, unknown>) => {
    const { data, errors, extensions } = await stack.query(document, variables);
    expect(errors).toEqual([]);
    return { data: settled(data) as Record<string, unknown>, cost: extensions.cost };
  };
  return { ...stack, ask };
}

const touch = (alias: string, persistChat: boolean, selection: string) =>
  `${alias}: updateMeeting(input: { appId: "${appId}", meetingId: "${algebra.meetingId}", persistChat: ${String(persistChat)} }) {
    meeting { app { ${selection} } }
  }`;

describe.each(['examples', 'schema'] as const)('in the shape of %s, after', (shapes) => {
  it.each(visibleChanges)('$mutation another client sees $what', async ({ mutation, input, below, shows, root, reads }) => {
    const { ask } = await start({ emulator: { shapes } });
    const read = `{ app(appId: "${appId}") { ${below} } ${root} }`;
    const before = await ask(read);
    // In the shape of the schema, a list of livestreams holds one of them at most: it is read on.
    const warm = mutation === 'startLivestream' && shapes === 'schema' ? 1 : 0;
    expect((await ask(read)).cost).toMatchObject({ upstreamCalls: warm });
    await ask(documentOf(mutation, briefly(mutation)), { input });
    const after = await ask(read);
    expect(after.data).toMatchObject({ app: shows, ...reads });
    expect(after.data).not.toEqual(before.data);
    expect((await ask(read)).data).toEqual(after.data);
  });
});

describe('in one operation, after', () => {
  it.each(visibleChanges)('$mutation the payload of the next mutation shows $what', async ({ mutation, input, below, shows }) => {
    const { ask } = await start();
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
    const { data } = await ask(
      `mutation ($input: ${type}) {
        ${touch('before', true, below)}
        ${mutation}(input: $input) ${briefly(mutation)}
        ${touch('after', true, below)}
      }`,
      { input },
    );
    expect(data['after']).toMatchObject({ meeting: { app: shows } });
    expect(data['after']).not.toEqual(data['before']);
  });

  it.each(visibleChanges)(
    '$mutation the edges of its own payload show it, if they lead there ($what)',
    async ({ mutation, input, below, shows }) => {
      const { ask } = await start();
      const paths: Readonly<Record<string, string>> = {
        createMeeting: 'meeting { app { $ } }',
        updateMeeting: 'meeting { app { $ } }',
        replaceMeeting: 'meeting { app { $ } }',
        ...Object.fromEntries(
          ['addMeetingParticipant', 'joinMeeting', 'updateMeetingParticipant', 'replaceMeetingParticipant'].map((name) => [
            name,
            'participant { meeting { app { $ } } }',
          ]),
        ),
        addMeetingParticipants: 'results { participant { meeting { app { $ } } } }',
        deleteMeetingParticipant: 'meeting { app { $ } }',
        ...Object.fromEntries(['kickAllParticipants', 'kickParticipants'].map((name) => [name, 'meeting { app { $ } }'])),
        ...Object.fromEntries(
          ['createPreset', 'updatePreset', 'replacePreset', 'deletePreset'].map((name) => [name, 'preset { app { $ } }']),
        ),
        ...Object.fromEntries(
          ['createWebhook', 'updateWebhook', 'replaceWebhook', 'deleteWebhook'].map((name) => [name, 'webhook { app { $ } }']),
        ),
        ...Object.fromEntries(['pauseRecording', 'resumeRecording', 'stopRecording'].map((name) => [name, 'recording { app { $ } }'])),
        ...Object.fromEntries(['startLivestream', 'stopLivestream'].map((name) => [name, 'livestream { app { $ } }'])),
      };
      const inside = (paths[mutation] ?? '').replace('$', below);
      const isUnion = briefly(mutation).includes('Refused');
      const payload = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
      await ask(`{ app(appId: "${appId}") { ${below} } }`);
      const { data } = await ask(documentOf(mutation, isUnion ? `{ ... on ${payload} { ${inside} } }` : `{ ${inside} }`), { input });
      let shown: unknown = data[mutation];
      while (typeof shown === 'object' && shown !== null && !('app' in shown)) [shown] = Object.values(shown).flat() as unknown[];
      expect((shown as { app: unknown }).app).toMatchObject(shows);
    },
  );
});

describe('what is not a change of one object', () => {
  it('an app that was made is in the list, by its name too', async () => {
    const { ask } = await start();
    const read = '{ apps(first: 5) { totalCount nodes { name } } search: apps(filter: { search: "School" }) { nodes { name } } }';
    await ask(read);
    expect((await ask(read)).cost.upstreamCalls).toBe(0);
    await ask('mutation { createApp(input: { name: "Acme School" }) { app { id } } }');
    const shown = [{ name: 'Acme School' }];
    expect((await ask(read)).data).toMatchObject({ apps: { totalCount: 31, nodes: [...shown, {}, {}, {}, {}] }, search: { nodes: shown } });
  });

  it('a recording that was started is the active one', async () => {
    const { ask } = await start();
    const read = `{ meeting(appId: "${appId}", meetingId: "${standUp.meetingId}") { activeRecording { id } recordings(first: 20) { totalCount } } }`;
    const before = await ask(read);
    const { data } = await ask(
      documentOf(
        'startRecording',
        '{ ... on StartRecordingPayload { recording { id meeting { activeRecording { id } recordings(first: 20) { totalCount } } } } }',
      ),
      { input: { ...standUp, allowMultipleRecordings: true } },
    );
    const after = await ask(read);
    const { recording } = data['startRecording'] as { recording: { meeting: unknown } };
    expect(after.data['meeting']).toEqual(recording.meeting);
    const [{ totalCount: then }, { totalCount: now }] = [before, after].map(
      (one) => (one.data['meeting'] as { recordings: { totalCount: number } }).recordings,
    ) as [{ totalCount: number }, { totalCount: number }];
    expect(now).toBe(then + 1);
  });

  it('secrets of a meeting are those that were just set', async () => {
    const { ask } = await start();
    const configs = 'recordingConfig { livestreamingConfig { rtmpUrl } storageConfig { bucket } } aiConfig { transcription { language } }';
    const read = `{ meeting(appId: "${appId}", meetingId: "${standUp.meetingId}") { ${configs} } }`;
    expect((await ask(read)).data).toEqual({ meeting: { recordingConfig: null, aiConfig: null } });
    const { data } = await ask(documentOf('updateMeeting', `{ meeting { ${configs} } }`), { input: { ...standUp, ...wholeMeeting } });
    expect(data['updateMeeting']).toMatchObject({
      meeting: { recordingConfig: { storageConfig: { bucket: 'geometry-files' } }, aiConfig: { transcription: { language: 'DE' } } },
    });
    expect((await ask(read)).data['meeting']).toEqual((data['updateMeeting'] as { meeting: unknown }).meeting);
  });

  it('what nobody knows the outcome of is read anew', async () => {
    const { ask, query, emulator } = await start();
    const read = `{ recording(appId: "${appId}", recordingId: "${recordings.going.recordingId}") { status } }`;
    await ask(read);
    emulator.faults.add({ operation: 'pause_resume_stop_recording', connection: 'cut' });
    const { errors } = await query(documentOf('pauseRecording', '{ __typename }'), { input: recordings.going });
    expect(errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN' } }]);
    expect(await ask(read)).toMatchObject({ data: { recording: { status: 'PAUSED' } }, cost: { upstreamCalls: 1 } });
  });
});
