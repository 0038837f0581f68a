/** GraphiQL as a newcomer meets it: in a real browser, on the process as it starts without an account. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samples } from '../src/emulator/samples.ts';
import { browserPath, launchBrowser } from './support/browser.ts';
import { startGatewayProcess } from './support/gateway-process.ts';
import { startStack } from './support/stack.ts';

/** CI installs a browser and must not pass without one. */
const skipped = browserPath === undefined && process.env['CI'] === undefined;

describe('GraphiQL', () => {
  it.skipIf(skipped)(
    `opens on the samples and runs the first one without asking any other host${skipped ? ' (skipped: no Chromium here)' : ''}`,
    { timeout: 90_000 },
    async () => {
      const { url } = startGatewayProcess({});
      const address = await url;
      const browser = await launchBrowser(browserPath ?? '/usr/bin/chromium');
      try {
        const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
        const foreign: string[] = [];
        const problems: string[] = [];
        page.on('request', (request) => {
          const { protocol, host } = new URL(request.url());
          if (protocol.startsWith('http') && host !== new URL(address).host) foreign.push(request.url());
        });
        page.on('pageerror', (error) => problems.push(error.message));
        page.on('console', (message) => {
          if (/content security policy/i.test(message.text())) problems.push(message.text());
        });

        // The bare address leads to the page.
        await page.goto(new URL('/', address).href, { waitUntil: 'load' });
        await page.getByRole('button', { name: /execute/i }).click();
        await page.locator('.result-window').getByText('Ada Lovelace').first().waitFor();
        await page.screenshot({ path: join(mkdtempSync(join(tmpdir(), 'graphiql-')), 'page.png') });

        expect(await page.getByRole('tab').count()).toBeGreaterThanOrEqual(samples.length);
        expect(foreign).toEqual([]);
        expect(problems).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );

  it('has samples that all answer without errors on the seed', async () => {
    const { query } = await startStack();
    for (const { query: document, variables } of samples) {
      const { data, errors } = await query(
        document,
        variables === undefined ? undefined : (JSON.parse(variables) as Record<string, unknown>),
      );
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).toMatch(/Ada Lovelace|Algebra|Acme/);
    }
  });

  it('is not served when it is switched off', async () => {
    const { url } = await startStack();
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });
});
