/** GraphQL over HTTP: the audits that others wrote, and what a browser may not be made to do. */
import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchStack, type Stack, startStack } from './support/stack.ts';

describe('the GraphQL-over-HTTP audits', () => {
  let stack: Stack;
  beforeAll(async () => (stack = await launchStack()));
  afterAll(() => stack.close());

  it('all pass, but for notices where a plain GET is refused against request forgery', async () => {
    const results = await auditServer({ url: stack.url });
    const by = (status: string) => results.flatMap((result) => (result.status === status ? [`${result.id} ${result.name}`] : []));
    expect(by('error')).toEqual([]);
    expect(by('warn')).toEqual([]);
    expect(results).toHaveLength(61);
    expect(by('notice').filter((name) => !name.includes('GET'))).toEqual([]);
    expect(by('notice').length).toBeLessThanOrEqual(3);
  });

  it('all pass without a notice for a client that sends a CSRF header', async () => {
    const fetchFn = (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), 'graphql-require-preflight': '1' } });
    const results = await auditServer({ url: stack.url, fetchFn });
    expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
  });
});

describe('a request that a foreign page could make a browser send', () => {
  it.each([
    ['a GET', { method: 'GET' }, '?query={__typename}'],
    ['a form', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={__typename}' }, ''],
    ['plain text', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' }, ''],
  ])('as %s is refused without a CSRF header', async (_title, init, search) => {
    const { url } = await startStack();
    const response = await fetch(url + search, init);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) as string } }] });
  });

  it('gets no CORS headers', async () => {
    const { url } = await startStack();
    const response = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('probes', () => {
  it('answer 200 on /health and /ready', async () => {
    const { url } = await startStack();
    expect((await fetch(new URL('/health', url))).status).toBe(200);
    expect((await fetch(new URL('/ready', url))).status).toBe(200);
  });

  it('answer 503 on /ready and 200 on /health while not ready', async () => {
    const { url } = await startStack({ dependencies: { isReady: () => false } });
    expect((await fetch(new URL('/ready', url))).status).toBe(503);
    expect((await fetch(new URL('/health', url))).status).toBe(200);
  });
});
