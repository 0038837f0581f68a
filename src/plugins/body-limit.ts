/** Bodies are read up to a length, and as they are: what is compressed may become anything. */
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import { limitExceeded } from '../documents/limit-exceeded.ts';

/** Refuses longer bodies: by what their header says before they are read, and while they are read where none does. */
export function useBodyLimit(mostBytes: number): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      const { headers } = request;
      const encoding = headers.get('content-encoding') ?? 'identity';
      if (encoding !== 'identity') {
        throw createGraphQLError('Bodies must not be compressed.', { extensions: { code: 'BAD_REQUEST', http: { status: 415 } } });
      }
      // Whoever serves HTTP reads no more than this header says (RFC 9112, 6.2).
      const length = headers.get('content-length');
      if (length !== null && Number(length) > mostBytes) throw limitExceeded('LIMIT_BODY_BYTES', mostBytes, Number(length));
      if (length !== null || request.method !== 'POST' || requestParser === undefined) return;

      setRequestParser(async (unread) => {
        const body = await readAtMost(unread.body, mostBytes);
        return requestParser(new fetchAPI.Request(unread.url, { method: unread.method, headers, body, signal: unread.signal }));
      });
    },
  };
}

async function readAtMost(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  if (body === null) return text;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw limitExceeded('LIMIT_BODY_BYTES', mostBytes, bytes, { atLeast: true });
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
