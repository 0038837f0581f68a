/** Nothing is done for an answer that its client would not take: it may be a change, and he would not learn that it was made. */
import { createGraphQLError, type Plugin } from 'graphql-yoga';

/** What Yoga can write. */
const written = /^(?:\*\/\*|application\/(?:\*|json|graphql-response\+json)|text\/(?:\*|event-stream)|multipart\/(?:\*|mixed))$/;

/** Refuses such requests with status 406. */
export function useAcceptable(): Plugin {
  return {
    onRequestParse({ request: { headers } }) {
      if (isAcceptable(headers.get('accept') ?? '*/*')) return;
      throw createGraphQLError('No media type that the request accepts can be written.', {
        extensions: { code: 'BAD_REQUEST', http: { status: 406 } },
      });
    },
  };
}

function isAcceptable(accept: string): boolean {
  return accept
    .toLowerCase()
    .split(',')
    .some((range) => {
      const [type = '', ...params] = range.split(';').map((part) => part.trim());
      return written.test(type) && params.every((param) => !param.startsWith('charset=') || param === 'charset=utf-8');
    });
}
