/** The process: its first lines, its refusals, its end. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { Client } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { startGatewayProcess } from './support/gateway-process.ts';

const one = JSON.stringify({
  query: `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 1, 1)}") { name } }`,
});
const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: one };

describe('the gateway process', () => {
  it('without an account says that it runs on the emulator, how to leave it, and a query that works as printed', async () => {
    const { url, output, child, exit } = startGatewayProcess({});
    const address = await url;
    await vi.waitFor(() => {
      expect(output()).toContain('curl');
    });
    expect(output()).toContain(`RealtimeKit GraphQL gateway on ${address}`);
    expect(output()).toMatch(/runs on the EMULATOR/);
    expect(output()).toMatch(/set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID/);

    const command = /^ *(curl .*)$/m.exec(output())?.[1] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(JSON.parse(stdout)).toMatchObject({ data: { meetingParticipant: { name: 'Ada Lovelace' } } });

    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('with an account says where calls go, and never shows the token', async () => {
    const emulator = await startEmulator();
    const { url, output, child, exit } = startGatewayProcess(accountOf(emulator));
    const response = await fetch(await url, post);
    expect(await response.json()).toMatchObject({ data: { meetingParticipant: { name: 'Ada Lovelace' } } });
    expect(output()).toContain(`Calls go to ${emulator.baseUrl} as account ${emulator.accountId}.`);
    expect(output()).not.toMatch(/EMULATOR/);
    expect(output()).not.toContain(emulator.token);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    await emulator.close();
  });

  it('told to stop writes the last lines of its log, which waited for more to be written together', async () => {
    const emulator = await startEmulator();
    const { url, output, child, exit } = startGatewayProcess(accountOf(emulator));
    const address = await url;
    for (let request = 0; request < 3; request += 1) await (await fetch(address, post)).text();
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    await vi.waitFor(() => {
      expect(output().match(/"msg":"operation"/g)).toHaveLength(3);
    });
    await emulator.close();
  });

  it('with a wrong environment ends at once with one message for all variables', async () => {
    const { exit, output } = startGatewayProcess({ PORT: 'http', GRAPHIQL: 'maybe' });
    expect(await exit).toBe(1);
    expect(output()).toBe(
      'The environment is not usable:\n' +
        '  - PORT must be a whole number from 0 to 65535 (got "http").\n' +
        '  - GRAPHIQL must be one of true, false (got "maybe").\n',
    );
  });

  it('on a port that is taken ends with a message', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { exit, output } = startGatewayProcess({ PORT: port });
    expect(await exit).toBe(1);
    expect(output()).toContain(`Cannot listen on 127.0.0.1:${port}`);
    taken.close();
  });

  it('finishes what is under way when it is told to stop, takes nothing new, and ends with 0', async () => {
    const emulator = await startEmulator();
    let answerNow: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answerNow = resolve));
    emulator.emulator.faults.add({ until: held });
    const { url, child, exit } = startGatewayProcess({ ...accountOf(emulator), DRAIN_DELAY_MS: '0' });
    const address = await url;

    const underWay = fetch(address, post);
    await vi.waitFor(() => {
      expect(emulator.emulator.calls).toHaveLength(1);
    });
    child.kill('SIGTERM');
    // Asked of the probe: an operation that comes before the signal is taken in would wait for the held answer.
    await vi.waitFor(async () => {
      await expect(fetch(new URL('/health', address))).rejects.toThrow();
    });
    answerNow();
    const response = await underWay;
    expect([response.status, await response.json()]).toMatchObject([200, { data: { meetingParticipant: { name: 'Ada Lovelace' } } }]);
    expect(await exit).toBe(0);
    await emulator.close();
  });

  it('told to stop while many wait also answers what it had not read until then', async () => {
    const emulator = await startEmulator();
    const letGo: (() => void)[] = [];
    const heldBack = () => {
      emulator.emulator.faults.add({ until: new Promise((resolve) => letGo.push(resolve)), times: 1 });
    };
    heldBack();
    heldBack();
    const { url, child, exit } = startGatewayProcess({
      ...accountOf(emulator),
      DRAIN_DELAY_MS: '0',
      LIMIT_CONCURRENCY: '1',
      LIMIT_QUEUE_MS: '60000',
      LIMIT_CALLER_CONCURRENCY: '100',
    });
    const { origin } = new URL(await url);
    const clients = Array.from({ length: 66 }, () => new Client(origin));
    const ask = async (client: Client | undefined) => {
      const answer = await client?.request({ ...post, method: 'POST', path: '/graphql' });
      return [answer?.statusCode, await answer?.body.json()];
    };
    const [first, ...others] = clients;
    const answers = [ask(first)];
    await vi.waitFor(() => {
      expect(emulator.emulator.calls).toHaveLength(1);
    });
    answers.push(...others.map(ask));
    const someTurns = async () => {
      for (let turn = 0; turn < 5; turn += 1) await (await fetch(new URL('/health', origin))).text();
    };
    await someTurns();
    letGo[0]?.();
    await answers[0];
    answers.push(ask(first));
    await someTurns();
    child.kill('SIGTERM');
    await vi.waitFor(async () => {
      await expect(fetch(new URL('/health', origin))).rejects.toThrow();
    });
    letGo[1]?.();
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject([200, { data: { meetingParticipant: { name: 'Ada Lovelace' } } }]);
    expect(await exit).toBe(0);
    await Promise.allSettled(clients.map((client) => client.destroy()));
    await emulator.close();
  });

  it('told to stop says so to probes first, and still answers while others are told to go elsewhere', async () => {
    const { url, child, exit } = startGatewayProcess({ DRAIN_DELAY_MS: '60000' });
    const address = await url;
    const ready = async () => (await fetch(new URL('/ready', address))).status;
    expect(await ready()).toBe(200);
    child.kill('SIGTERM');
    await vi.waitFor(async () => {
      expect(await ready()).toBe(503);
    });
    const response = await fetch(address, post);
    expect(await response.json()).toMatchObject({ data: { meetingParticipant: { name: 'Ada Lovelace' } } });
    expect(response.headers.get('connection')).toBe('close');
    expect((await fetch(new URL('/health', address))).status).toBe(200);
    // Told a second time, it waits no longer.
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('started by npm ends in order when npm is told to stop', async () => {
    const { PATH = '', HOME = '' } = process.env;
    const { url, child, exit } = startGatewayProcess({ PATH, HOME }, ['npm', 'start']);
    const address = await url;
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    await expect(fetch(address, post)).rejects.toThrow();
  });

  it('ends within its drain limit even if an answer never comes', async () => {
    const emulator = await startEmulator();
    emulator.emulator.faults.add({ connection: 'hang' });
    const { url, child, exit } = startGatewayProcess({ ...accountOf(emulator), DRAIN_TIMEOUT_MS: '100', UPSTREAM_TIMEOUT_MS: '60000' });
    const underWay = fetch(await url, post).catch(() => 'cut');
    await vi.waitFor(() => {
      expect(emulator.emulator.calls).toHaveLength(1);
    });
    child.kill('SIGTERM');
    expect(await underWay).toBe('cut');
    expect(await exit).toBe(0);
    await emulator.close();
  });
});

function accountOf({ baseUrl, accountId, token }: { baseUrl: string; accountId: string; token: string }): Record<string, string> {
  return { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token };
}
