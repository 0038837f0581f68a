/** Against DNS rebinding: a web page whose name comes to mean 127.0.0.1 is the same origin to its browser, so no CSRF rule stops it. */
import type { Plugin } from 'graphql-yoga';
import { isLoopback } from '../config/variables.ts';

/** Answers only requests whose Host is a loopback address. For a gateway that listens on one and asks nobody who he is. */
export function useLoopbackHost(): Plugin {
  return {
    onRequest(incoming) {
      const { url, fetchAPI } = incoming;
      if (isLoopback(url.hostname)) return;
      const error = {
        message: 'The Host of the request must be a loopback address, or set ALLOW_ANONYMOUS=true.',
        extensions: { code: 'FORBIDDEN' },
      };
      incoming.endResponse(fetchAPI.Response.json({ errors: [error] }, { status: 403 }));
    },
  };
}
