/** Which web pages may ask from a browser (CORS). */
import type { CORSOptions } from 'graphql-yoga';
import { accountHeader } from '../callers/passthrough.ts';
import { traceHeader } from './bill.ts';

const allowedHeaders = ['authorization', 'cache-control', 'content-type', accountHeader, traceHeader, 'traceparent', 'x-request-id'];
const exposedHeaders = ['etag', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'];
/** How long a browser remembers what it may ask, in seconds. */
const maxAge = 600;

/**
 * Yoga's option: pages of these origins may ask, with a key or token in a header, but not with what the browser keeps for its user.
 * Any other origin gets no header at all: Yoga would answer `null`, which is the origin of every sandboxed page.
 */
export function corsFor(origins: readonly string[], csrfHeaders: readonly string[]): false | ((request: Request) => CORSOptions) {
  if (origins.length === 0) return false;
  return ({ headers }) => {
    const origin = headers.get('origin') ?? '';
    if (!origins.includes(origin)) return false;
    return {
      origin: [origin],
      credentials: false,
      methods: ['GET', 'POST'],
      allowedHeaders: [...allowedHeaders, ...csrfHeaders],
      exposedHeaders,
      maxAge,
    };
  };
}
