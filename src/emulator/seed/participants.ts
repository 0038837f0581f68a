/** Participants of the seed's meetings. */
import type { StoredParticipant } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { presetId, presetNames } from './presets.ts';

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

/** The name of the nth participant of a meeting. */
export function nameOf(number: number): string {
  return `${firstNames[(number - 1) % firstNames.length] ?? ''} ${lastNames[(number - 1) % lastNames.length] ?? ''}`;
}

export function customIdOf(meetingNumber: number, number: number): string {
  return `user-${meetingNumber}-${number}`;
}

/** The number of the preset of the nth participant of a meeting, counted from 1. */
export function presetNumberOf(number: number): number {
  if (number === 1) return 1;
  return (number - 2) % 3 === 2 ? 3 : 2;
}

export function seedParticipants(appNumber: number, meetingNumber: number, size: number): StoredParticipant[] {
  return Array.from({ length: size }, (_, index) => participant(appNumber, meetingNumber, index + 1));
}

function participant(appNumber: number, meetingNumber: number, number: number): StoredParticipant {
  const preset = presetNumberOf(number);
  const created = seedMoment(meetingNumber * 100_000 + number);
  return {
    id: seedId('c', number, meetingNumber),
    created_at: created,
    updated_at: created,
    custom_participant_id: customIdOf(meetingNumber, number),
    preset_name: presetNames(appNumber)[preset - 1] ?? '',
    preset_id: presetId(appNumber, preset),
    // REST has both ways of saying "none": null and a missing field.
    ...(number % 10 !== 0 && { name: number % 7 === 0 ? null : nameOf(number) }),
    ...(number % 2 === 1 && { picture: `https://example.com/avatars/${meetingNumber}-${number}.png` }),
  };
}
