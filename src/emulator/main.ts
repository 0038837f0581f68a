/** `npm run emulator`: the REST API alone, for a team's own tests or Cloudflare's own SDK. */
import { controlRoot } from './control.ts';
import { startEmulator } from './server.ts';

const text = process.env['PORT'] ?? '4010';
const port = Number(text);
if (!/^\d+$/.test(text) || port > 65_535) {
  console.error(`PORT must be a whole number from 0 to 65535 (got "${text}").`);
  process.exit(1);
}

const moment = process.env['EMULATOR_NOW'];
const stillAt = moment === undefined ? undefined : Date.parse(moment);
if (Number.isNaN(stillAt)) {
  console.error(`EMULATOR_NOW must be a date-time as in 2026-01-15T12:00:00Z (got "${moment ?? ''}").`);
  process.exit(1);
}

const { baseUrl, accountId, token, close } = await startEmulator({ port, ...(stillAt !== undefined && { now: () => stillAt }) }).catch(
  (error: unknown) => {
    console.error(`The emulator cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

console.log(`RealtimeKit's REST API, emulated. Nothing here reaches Cloudflare.

  CLOUDFLARE_BASE_URL=${baseUrl}
  CLOUDFLARE_ACCOUNT_ID=${accountId}
  CLOUDFLARE_API_TOKEN=${token}

Faults, paging, quota and the ledger of calls are set and read below ${new URL(controlRoot, baseUrl).href}.`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void close().then(() => process.exit(0));
  });
}
