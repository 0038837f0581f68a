/** An emulator of one test, with a caller that knows its account and one for its control routes. */
import { onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/emulator.ts';
import { startEmulator } from '../../src/emulator/server.ts';

/** Starts it; the test at hand ends it. */
export async function startOwnEmulator(options: EmulatorOptions = {}) {
  const running = await startEmulator(options);
  onTestFinished(running.close);
  const { baseUrl, accountId, token } = running;
  const call = async (path: string, init: RequestInit = {}, account = accountId) => {
    const response = await fetch(`${baseUrl}/accounts/${account}/realtime/kit${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(new URL(`/__emulator${path}`, baseUrl), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as { data?: unknown; error?: { message: string } } };
  };
  return { ...running, call, control };
}
