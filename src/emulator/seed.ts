/** The state that every emulator starts with: the same ids, names and times on every machine. */
import type { Store, StoredApp, StoredMeeting, StoredParticipant } from './store.ts';

/** An id that tells what it is: `a…` apps, `b…` meetings, `c…` participants, `d…` presets, numbered from 1. */
export function seedId(kind: 'a' | 'b' | 'c' | 'd', number: number, parent = 0): string {
  const group = parent.toString(16).padStart(3, '0');
  return `${kind}0000000-0000-4000-8${group}-${number.toString(16).padStart(12, '0')}`;
}

/** When the emulated world was made; everything in the seed is dated after this. */
const seedTime = Date.parse('2026-01-05T09:00:00.000Z');

/** Preset names of a new app in RealtimeKit's dashboard, in the order of their ids. */
export const seedPresets = ['group_call_host', 'group_call_participant', 'webinar_presenter', 'webinar_viewer'] as const;

const firstNames = ['Ada', 'Grace', 'Alan', 'Katherine', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tim', 'Margaret', 'Dennis', 'Frances'];
const lastNames = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Johnson',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Perlman',
  'Lee',
  'Hamilton',
  'Ritchie',
  'Allen',
  'Wing',
];

/** App 1 has meetings 1, 2 and 3 of 3, 120 and 5,000 participants; app 2 has meeting 4 of 10. */
export function createSeed(): Store {
  const apps = [
    app(1, 'Acme Classroom', [meeting(1, 'Stand-up', 3), meeting(2, 'Algebra, group A', 120), meeting(3, 'All hands', 5000)]),
    app(2, 'Acme Clinic', [meeting(4, 'Consultation', 10)]),
  ];
  return { apps: new Map(apps.map((one) => [one.id, one])) };
}

function app(number: number, name: string, meetings: StoredMeeting[]): StoredApp {
  return { id: seedId('a', number), name, meetings: new Map(meetings.map((one) => [one.id, one])) };
}

function meeting(number: number, title: string, size: number): StoredMeeting {
  const participants = Array.from({ length: size }, (_, index) => participant(number, index + 1));
  return { id: seedId('b', number), title, participants: new Map(participants.map((one) => [one.id, one])) };
}

function participant(meetingNumber: number, number: number): StoredParticipant {
  const preset = number === 1 ? 0 : 1 + ((number - 2) % 3 === 2 ? 1 : 0);
  const created = new Date(seedTime + (meetingNumber * 100_000 + number) * 1000).toISOString();
  const name = `${firstNames[(number - 1) % firstNames.length] ?? ''} ${lastNames[(number - 1) % lastNames.length] ?? ''}`;
  return {
    id: seedId('c', number, meetingNumber),
    created_at: created,
    updated_at: created,
    custom_participant_id: `user-${meetingNumber}-${number}`,
    preset_name: seedPresets[preset] ?? seedPresets[0],
    preset_id: seedId('d', preset + 1),
    // REST has both ways of saying "none": null and a missing field.
    ...(number % 10 !== 0 && { name: number % 7 === 0 ? null : name }),
    ...(number % 2 === 1 && { picture: `https://example.com/avatars/${meetingNumber}-${number}.png` }),
  };
}
