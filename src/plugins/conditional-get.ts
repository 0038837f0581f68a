/**
 * Trusted documents by GET: a client that has the answer is told that it is still right, in place of the answer. That is said after
 * everything else, so nobody learns by an ETag what he may not read.
 */
import type { Plugin } from 'graphql-yoga';
import { accountHeader } from '../callers/passthrough.ts';
import type { Visited } from './visit.ts';
import { sha256 } from '../upstream/digest.ts';

/** What the answer depends on beside the address. */
const vary = `Authorization, Accept, Origin, ${accountHeader}`;

export function useConditionalGet(): Plugin<object, Visited> {
  const answers = new WeakMap<Request, unknown>();
  return {
    onResultProcess({ request, result, serverContext: { visit } }) {
      const { data, errors } = result as { data?: unknown; errors?: unknown };
      const isKept = request.method === 'GET' && errors === undefined && visit.bill?.toldSecrets === false;
      if (isKept) answers.set(request, data);
    },
    async onResponse({ request, response, fetchAPI, ...answer }) {
      const data = answers.get(request);
      if (data === undefined || response.status !== 200) return;
      const { headers } = response;
      const tag = `W/"${await sha256(JSON.stringify(data))}"`;
      headers.set('etag', tag);
      headers.set('vary', vary);
      // Asked again each time: what it costs in REST calls the gateway's own cache spares, and writes are seen at once.
      headers.set('cache-control', 'private, no-cache');
      if (!tagsIn(request.headers.get('if-none-match')).includes(tag)) return;
      headers.delete('content-length');
      headers.delete('content-type');
      answer.setResponse(new fetchAPI.Response(null, { status: 304, headers }));
    },
  };
}

/** Weak comparison (RFC 9110, 8.8.3.2): the extensions of the answer, its cost say, are others each time. */
function tagsIn(header: string | null): readonly string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"/, 'W/"'));
}
