/** What browsers are told so that a page cannot be turned against its user. */
import type { Plugin } from 'graphql-yoga';

/** Of GraphiQL, whose scripts and styles stand in the page: nothing is fetched from elsewhere, and nobody may frame it. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

/** Puts them on pages; on all answers, that nobody may keep them. Who may is told by who comes later: plugins/conditional-get.ts. */
export function useBrowserSafety(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      if (headers.get('content-type')?.startsWith('text/html') === true) {
        for (const [name, value] of Object.entries(pageHeaders)) headers.set(name, value);
      }
      headers.set('cache-control', 'no-store');
    },
  };
}
