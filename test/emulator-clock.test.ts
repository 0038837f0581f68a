/** `npm run emulator` with a clock that stands still: the same calls are answered the same. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emulatorAccountId, emulatorToken } from '../src/emulator/emulator.ts';
import { standUp } from './mutations/seeds.ts';

const project = new URL('..', import.meta.url).pathname;

function start(moment: string): ChildProcess {
  const child = spawn(process.execPath, ['src/emulator/main.ts'], { cwd: project, env: { PORT: '0', EMULATOR_NOW: moment } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What it prints until this is in it. */
async function printed({ stdout, stderr }: ChildProcess, wanted: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = wanted.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    };
    stdout?.on('data', read);
    stderr?.on('data', read);
  });
}

describe('EMULATOR_NOW', () => {
  it('makes two emulators answer a new participant alike, token included', async () => {
    const answers = await Promise.all(
      [1, 2].map(async () => {
        const baseUrl = await printed(start('2026-01-15T12:00:00Z'), /CLOUDFLARE_BASE_URL=(\S+)/);
        const { appId, meetingId } = standUp;
        const url = `${baseUrl}/accounts/${emulatorAccountId}/realtime/kit/${appId}/meetings/${meetingId}/participants`;
        const body = JSON.stringify({ custom_participant_id: 'user-new', preset_name: 'webinar_viewer' });
        const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${emulatorToken}` }, body });
        return (await response.json()) as unknown;
      }),
    );
    expect(answers[0]).toMatchObject({ data: { created_at: '2026-01-15T12:00:00.000Z' } });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('that is no time stops the start, and says so', async () => {
    const child = start('noon');
    const exit = once(child, 'exit');
    expect(await printed(child, /(EMULATOR_NOW .*)/)).toBe('EMULATOR_NOW must be a date-time as in 2026-01-15T12:00:00Z (got "noon").');
    expect(await exit).toEqual([1, null]);
  });
});
