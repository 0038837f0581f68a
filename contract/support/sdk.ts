/** Cloudflare's official SDK, unchanged, and an emulator that it takes for RealtimeKit. */
import Cloudflare from 'cloudflare';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import type { Shapes } from '../../src/emulator/shapes.ts';

/** The app with an example of everything, and the one with more of everything than fits on a page. */
export const app = seedId('a', 1);
export const largeApp = seedId('a', 3);

/** When it is, for the emulator. */
export const now = '2026-03-01T12:00:00.000Z';

export interface Sdk {
  readonly kit: Cloudflare['realtimeKit'];
  /** The same, with another token. */
  readonly kitWith: (apiToken: string) => Cloudflare['realtimeKit'];
  readonly emulator: Emulator;
  /** The ids that every method takes among its parameters: those about an app, and those about something in one. */
  readonly account: { readonly account_id: string };
  readonly inApp: { readonly account_id: string; readonly app_id: string };
  /** The calls made so far, as `get_apps 200 ?page_no=2`. */
  readonly calls: () => string[];
}

/** Starts both; the test at hand ends them. */
export async function startSdk({ shapes }: { shapes?: Shapes } = {}): Promise<Sdk> {
  const { emulator, baseUrl, accountId, token, close } = await startEmulator({ now: () => Date.parse(now), ...(shapes && { shapes }) });
  onTestFinished(close);
  const kitWith = (apiToken: string) => new Cloudflare({ apiToken, baseURL: baseUrl, maxRetries: 0 }).realtimeKit;
  const account = { account_id: accountId };
  return {
    kit: kitWith(token),
    kitWith,
    emulator,
    account,
    inApp: { ...account, app_id: app },
    calls: () =>
      emulator.calls.map(({ operation, status, path }) => {
        const query = path.includes('?') ? [`?${path.split('?')[1] ?? ''}`] : [];
        return [operation ?? 'no operation', status ?? 'unanswered', ...query].join(' ');
      }),
  };
}
