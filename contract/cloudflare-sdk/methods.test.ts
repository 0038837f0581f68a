/** Which methods Cloudflare's SDK has for RealtimeKit, found by calling all of them, and that each of them is tested. */
import { readdirSync, readFileSync } from 'node:fs';
import Cloudflare from 'cloudflare';
import { beforeAll, describe, expect, test } from 'vitest';
import { Emulator, emulatorAccountId, routes } from '../../src/emulator/emulator.ts';
import type { Route } from '../../src/emulator/router.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';

/** The operation behind each method that reads; two are one. */
const reads: Readonly<Record<string, string>> = {
  'activeSession.getActiveSession': 'GetActiveSession',
  'analytics.getOrgAnalytics': 'get-org-analytics',
  'apps.get': 'get_apps',
  'livestreams.getActiveLivestreamsForLivestreamID': 'get-v2-active-livestream-session-details',
  'livestreams.getAllLivestreams': 'fetch_all_livestreams',
  'livestreams.getLivestreamAnalyticsComplete': 'get-livestream-analytics-complete',
  'livestreams.getLivestreamAnalyticsDaywise': 'get-livestream-analytics-daywise',
  'livestreams.getLivestreamSessionDetailsForSessionID': 'get-v2-livestreams-livestream-session-id',
  'livestreams.getLivestreamSessionForLivestreamID': 'get-v2-livestream-session-livestream-id',
  'livestreams.getMeetingActiveLivestreams': 'get-v2-meetings-meetingId-active-livestream',
  'livestreams.getOrgAnalytics': 'get-org-analytics',
  'meetings.get': 'get_all_meetings',
  'meetings.getMeetingByID': 'get_meeting',
  'meetings.getMeetingParticipant': 'get_meeting_participant',
  'meetings.getMeetingParticipants': 'get_meeting_participants',
  'presets.get': 'get-presets',
  'presets.getPresetByID': 'get-presets-preset_id',
  'recordings.getActiveRecordings': 'get_active_recording',
  'recordings.getOneRecording': 'get_one_recording',
  'recordings.getRecordings': 'get_all_recordings',
  'sessions.getParticipantDataFromPeerID': 'GetParticipantDataFromPeerId',
  'sessions.getSessionChat': 'GetSessionChat',
  'sessions.getSessionDetails': 'GetSessionDetails',
  'sessions.getSessionParticipantDetails': 'GetParticipantDetails',
  'sessions.getSessionParticipants': 'GetSessionParticipants',
  'sessions.getSessionSummary': 'GetSessionSummary',
  'sessions.getSessionTranscripts': 'GetSessionTranscript',
  'sessions.getSessions': 'GetSessions',
  'webhooks.getWebhookByID': 'getWebhook',
  'webhooks.getWebhooks': 'getAllWebhooks',
};

/** The operation behind each method that writes. */
const writes: Readonly<Record<string, string>> = {
  'activeSession.createPoll': 'CreatePoll',
  'activeSession.kickAllParticipants': 'KickAllParticipants',
  'activeSession.kickParticipants': 'KickPartcipants',
  'apps.post': 'create_app',
  'livestreams.startLivestreamingAMeeting': 'start-livestreaming',
  'livestreams.stopLivestreamingAMeeting': 'stop_livestreaming',
  'meetings.addParticipant': 'add_participant',
  'meetings.create': 'create_meeting',
  'meetings.deleteMeetingParticipant': 'delete_meeting_participant',
  'meetings.editParticipant': 'edit_participant',
  'meetings.refreshParticipantToken': 'regenerate_token',
  'meetings.replaceMeetingByID': 'replace_meeting',
  'meetings.updateMeetingByID': 'update_meeting',
  'presets.create': 'post-presets',
  'presets.delete': 'delete-presets-preset_id',
  'presets.replacePresetByID': 'put-presets-preset_id',
  'presets.update': 'patch-presets-preset_id',
  'recordings.pauseResumeStopRecording': 'pause_resume_stop_recording',
  'recordings.startRecordings': 'start_recording',
  'recordings.startTrackRecording': 'startTrackRecordingForAMeeting',
  'sessions.generateSummaryOfTranscripts': 'post-sessions-session_id-summary',
  'webhooks.createWebhook': 'addWebhook',
  'webhooks.deleteWebhook': 'deleteWebhook',
  'webhooks.editWebhook': 'editWebhook',
  'webhooks.replaceWebhook': 'replaceWebhook',
};

interface Method {
  name: string;
  verb: string;
  operation: string | undefined;
}

describe("Cloudflare's SDK", () => {
  let methods: readonly Method[];

  beforeAll(async () => {
    methods = await methodsOfSdk();
  });

  test('has 55 methods: 30 read, by 29 operations, and 25 write, by as many', () => {
    const tableOf = (found: readonly Method[]) => Object.fromEntries(found.map(({ name, operation }) => [name, operation]));

    expect(methods).toHaveLength(55);
    expect(tableOf(methods.filter(({ verb }) => verb === 'GET'))).toEqual(reads);
    expect(tableOf(methods.filter(({ verb }) => verb !== 'GET'))).toEqual(writes);
    expect([Object.keys(reads).length, new Set(Object.values(reads)).size]).toEqual([30, 29]);
    expect([Object.keys(writes).length, new Set(Object.values(writes)).size]).toEqual([25, 25]);
  });

  test('lacks four reads and three writes that the emulator has', () => {
    const lackedOf = (given: readonly Route[], has: Readonly<Record<string, string>>) =>
      given.map(({ operation }) => operation).filter((operation) => !Object.values(has).includes(operation));

    expect(
      lackedOf(
        routes.filter(({ method }) => method === 'GET'),
        reads,
      ).toSorted(),
    ).toEqual([
      'get-v2-livestreamsession-session-meetingId-active-livestream',
      'getAllWebhookEvents',
      'get_app',
      'livestream-session-details',
    ]);
    expect(
      lackedOf(
        routes.filter(({ method }) => method !== 'GET'),
        writes,
      ).toSorted(),
    ).toEqual(['MuteAllParticipants', 'MuteParticipants', 'replace_participant']);
  });

  const folder = new URL('.', import.meta.url);
  const tests = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

  test.each([...Object.keys(reads), ...Object.keys(writes)])('calls %s in a test here', (name) => {
    expect(tests.filter((text) => text.includes(`kit.${name}(`))).not.toEqual([]);
  });
});

/** Calls every method of every resource, and notes what it would have sent. */
async function methodsOfSdk(): Promise<Method[]> {
  const emulator = new Emulator();
  const sent: Omit<Method, 'name'>[] = [];
  const client = new Cloudflare({
    apiToken: 'none',
    fetch: (input, { method: verb = 'GET' } = {}) => {
      const url = new URL(input instanceof Request ? input.url : input);
      sent.push({ verb, operation: emulator.record({ method: verb, url, authorization: undefined, body: undefined }).operation });
      return Promise.resolve(Response.json({}));
    },
  });
  const id = seedId('a', 1);
  const params = { account_id: emulatorAccountId, app_id: id, meeting_id: id, session_id: id };
  for (const { method } of methodsOf(client.realtimeKit)) await (method.length === 2 ? method(params) : method(id, params));
  return methodsOf(client.realtimeKit).map(({ name }, index) => ({ name, ...(sent[index] ?? { verb: 'none', operation: undefined }) }));
}

type Send = (...parameters: unknown[]) => Promise<unknown>;

/** The methods of the resources of RealtimeKit, bound, as `apps.get`. They stand on a base of each resource's class. */
function methodsOf(kit: Cloudflare['realtimeKit']): { name: string; method: Send & { length: number } }[] {
  return Object.entries(kit).flatMap(([noun, resource]: [string, unknown]) => {
    if (noun.startsWith('_') || typeof resource !== 'object' || resource === null) return [];
    const base: unknown = Object.getPrototypeOf(Object.getPrototypeOf(resource));
    return Object.getOwnPropertyNames(base)
      .filter((name) => name !== 'constructor')
      .map((name) => ({ name: `${noun}.${name}`, method: (Reflect.get(resource, name) as Send).bind(resource) }));
  });
}
