/** Presets of the seed's apps. */
import type { StoredPreset } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { type PresetProfile, presetConfig, presetPermissions, presetUi } from './preset-parts.ts';

/** Preset names of a new app in RealtimeKit's dashboard, in the order of their ids, and what each is for. */
const defaults: Readonly<Record<string, PresetProfile>> = {
  group_call_host: { view: 'GROUP_CALL', role: 'host' },
  group_call_participant: { view: 'GROUP_CALL', role: 'speaker' },
  webinar_presenter: { view: 'WEBINAR', role: 'host' },
  webinar_viewer: { view: 'WEBINAR', role: 'viewer' },
};

/** App 1 has an example of each kind of view. */
const everyView: Readonly<Record<string, PresetProfile>> = {
  ...defaults,
  audio_room_speaker: { view: 'AUDIO_ROOM', role: 'speaker' },
  livestream_viewer: { view: 'LIVESTREAM', role: 'viewer' },
};

/** App 3 has more than fit on a page of 25. */
const manyEvents: Readonly<Record<string, PresetProfile>> = {
  ...defaults,
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => {
      const event: PresetProfile = { view: index % 2 === 0 ? 'WEBINAR' : 'LIVESTREAM', role: index % 3 === 0 ? 'host' : 'viewer' };
      return [`event_${String(index + 1).padStart(2, '0')}`, event];
    }),
  ),
};

function profilesOf(appNumber: number): Readonly<Record<string, PresetProfile>> {
  if (appNumber === 1) return everyView;
  return appNumber === 3 ? manyEvents : defaults;
}

/** The names of the presets of an app, in the order of their ids. */
export function presetNames(appNumber: number): readonly string[] {
  return Object.keys(profilesOf(appNumber));
}

export function presetId(appNumber: number, number: number): string {
  return seedId('d', number, appNumber === 1 ? 0 : appNumber);
}

/** The presets of a new app, but for their ids and times. */
export function defaultPresets() {
  return presetsOf(defaults);
}

function presetsOf(profiles: Readonly<Record<string, PresetProfile>>) {
  return Object.entries(profiles).map(([name, profile], index) => ({
    name,
    config: presetConfig(profile, index),
    permissions: presetPermissions(profile, index),
    ui: presetUi(index),
  }));
}

/** In app 1 alone every documented value of every field occurs. */
export function seedPresets(appNumber: number): StoredPreset[] {
  return presetsOf(profilesOf(appNumber)).map((fields, index) => ({
    id: presetId(appNumber, index + 1),
    created_at: seedMoment(appNumber + index),
    updated_at: seedMoment(appNumber + index + 60),
    ...fields,
  }));
}
