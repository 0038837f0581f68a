/**
 * What is asked is read as it is, up to a length, and only if it can be read in one way: what is compressed may become anything, and of
 * two values with the same key each reader takes the one that it likes.
 */
import { GraphQLError } from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import { limitExceeded } from '../documents/limit-exceeded.ts';
import { ambiguityIn } from './json-ambiguity.ts';

/** Refuses bodies that are too long: by what their header says before they are read, and while they are read where none does. */
export function useRequestBody(mostBytes: number): Plugin {
  return {
    onRequestParse({ request: { headers, method }, url, requestParser, setRequestParser, fetchAPI }) {
      const encoding = headers.get('content-encoding') ?? 'identity';
      if (encoding !== 'identity') throw malformed('Bodies must not be compressed.', 415);
      // Whoever serves HTTP reads no more than this header says (RFC 9112, 6.2).
      const length = Number(headers.get('content-length'));
      if (length > mostBytes) throw limitExceeded('LIMIT_BODY_BYTES', mostBytes, length);
      if (requestParser === undefined) return;

      setRequestParser(async (unread) => {
        const body = method === 'POST' ? await readWhole(unread.body, mostBytes) : undefined;
        const readable = body === undefined ? unread : new fetchAPI.Request(unread.url, { method, headers, body, signal: unread.signal });
        try {
          const params = await requestParser(readable);
          const isJson = headers.get('content-type')?.includes('json') === true;
          const texts = isJson && body !== undefined ? [body] : jsonOfForm(body ?? url.search);
          const ambiguity = texts.map(ambiguityIn).find((found) => found !== undefined);
          if (ambiguity !== undefined) throw malformed(ambiguity);
          return params;
        } catch (error) {
          // Yoga foresees bad JSON in a body of JSON only, not in an address or a form.
          throw error instanceof GraphQLError ? error : malformed('Variables and extensions must be JSON.');
        }
      });
    },
  };
}

/** The parameters of an address or a form that are JSON. */
function jsonOfForm(form: string): string[] {
  const params = new URLSearchParams(form);
  return ['variables', 'extensions'].flatMap((name) => params.get(name) ?? []);
}

async function readWhole(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  if (body === null) return text;
  // Not by `for await`: what leaves that early closes the connection, and the client would not hear why.
  const chunks = (body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const chunk = await chunks.next();
      if (chunk.done === true) return text + decoder.decode();
      bytes += chunk.value.length;
      if (bytes > mostBytes) break;
      text += decoder.decode(chunk.value, { stream: true });
    }
  } catch {
    throw malformed('The body is not UTF-8, or it ended before its end.');
  }
  throw limitExceeded('LIMIT_BODY_BYTES', mostBytes, bytes, { atLeast: true });
}

function malformed(message: string, status = 400): GraphQLError {
  return createGraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } });
}
