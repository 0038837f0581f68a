/** Requests as no well-behaved client writes them: `fetch` lets nobody choose the address, the Host or a wrong length. */
import { type OutgoingHttpHeaders, request } from 'node:http';

export interface Outgoing {
  /** POST by default. */
  method?: string;
  /** That of the URL by default. Sent as it is, whether it is an address or not. */
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
  /** What `content-length` says: its true length by default, nothing at all (`chunked`), or a lie. */
  length?: number | 'chunked';
}

export interface Incoming {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** Sends it on a connection of its own. An answer counts, even if the connection breaks while the rest of the body is sent. */
export function send(url: string, { method = 'POST', path, headers = {}, body = '', length }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const says = length === 'chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': length ?? Buffer.byteLength(body) };
    const outgoing = request(
      url,
      // A server that is told to close the connection would do so while the rest of a long body is on its way, and the answer be lost.
      { method, agent: false, headers: { connection: 'keep-alive', ...says, ...headers }, ...(path !== undefined && { path }) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          outgoing.destroy();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    // Past the answer the rest of a body may go nowhere.
    outgoing.on('socket', (socket) => socket.on('error', reject));
    outgoing.end(body);
  });
}
