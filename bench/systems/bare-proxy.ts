/** A limit of Node: one REST call for each request, by undici at its lowest level, whose bytes are passed on as they come. */
import { type Dispatcher, Pool } from 'undici';
import type { ServerResponse } from 'node:http';
import { serve } from './serve.ts';

const { origin, pathname, search } = new URL(process.env['REST_URL'] ?? '');
const pool = new Pool(origin, { connections: 64, headersTimeout: 0, bodyTimeout: 0 });
const call: Dispatcher.DispatchOptions = {
  method: 'GET',
  path: pathname + search,
  headers: { accept: 'application/json', authorization: `Bearer ${process.env['CLOUDFLARE_API_TOKEN'] ?? ''}` },
};

/** Takes the answer of one call, and answers with it. */
class Passing implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #chunks: Buffer[] = [];
  #status = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(): void {
    // Nothing has to be known of it, but undici wants to tell.
  }

  onResponseStart(_controller: unknown, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first = Buffer.alloc(0)] = this.#chunks;
    const body = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#response.writeHead(this.#status, { 'content-type': 'application/json', 'content-length': body.length });
    this.#response.end(body);
  }

  onResponseError(): void {
    this.#response.writeHead(502).end();
  }
}

serve((request, response) => {
  request.resume();
  request.once('end', () => {
    pool.dispatch(call, new Passing(response));
  });
});
