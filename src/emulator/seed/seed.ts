/** The state that every emulator starts with: the same ids, names and times on every machine. */
import type { Store, StoredApp } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { seedLivestreams } from './livestreams.ts';
import { seedMeetings } from './meetings.ts';
import { seedPresets } from './presets.ts';
import { seedRecordings } from './recordings.ts';
import { seedSessions } from './sessions.ts';
import { seedWebhooks } from './webhooks.ts';

/** Apps that hold more than one meeting, and what each is for; the rest of the 30 are branches with one small meeting. */
const names: Readonly<Record<number, string>> = { 1: 'Acme Classroom', 2: 'Acme Clinic', 3: 'Acme Events' };
const appCount = 30;

/**
 * 30 apps. App 1 has meetings 1, 2 and 3 of 3, 120 and 5,000 participants and an example of everything; app 2 has meeting 4 of
 * 10; app 3 has 30 meetings (101 to 130) of 4, and 30 or more of everything else; apps 4 to 30 have one meeting (200 + their
 * number) of 1 each.
 */
export function createSeed(): Store {
  const apps = Array.from({ length: appCount }, (_, index) => new SeedApp(index + 1));
  return { apps: new Map(apps.map((one) => [one.id, one])) };
}

/** What an app holds is made when somebody looks: an emulator starts for every test, and most look at one app. */
class SeedApp implements StoredApp {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly #number: number;
  readonly #made = new Map<string, Map<string, unknown>>();

  constructor(number: number) {
    this.#number = number;
    this.id = seedId('a', number);
    this.name = names[number] ?? `Acme Branch ${number}`;
    this.created_at = seedMoment(number);
  }

  get meetings() {
    return this.#once('meetings', () => seedMeetings(this.#number));
  }

  get presets() {
    return this.#once('presets', () => seedPresets(this.#number));
  }

  get sessions() {
    return this.#once('sessions', () => seedSessions(this.#number));
  }

  get recordings() {
    return this.#once('recordings', () => seedRecordings(this.#number, [...this.sessions.values()]));
  }

  get livestreams() {
    return this.#once('livestreams', () => seedLivestreams(this.#number, [...this.sessions.values()]));
  }

  get webhooks() {
    return this.#once('webhooks', () => seedWebhooks(this.#number));
  }

  #once<T extends { readonly id: string }>(name: string, make: () => readonly T[]): Map<string, T> {
    const made = this.#made.get(name) as Map<string, T> | undefined;
    if (made !== undefined) return made;
    const objects = new Map(make().map((one) => [one.id, one]));
    this.#made.set(name, objects);
    return objects;
  }
}
