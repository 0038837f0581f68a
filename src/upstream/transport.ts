/** The wire itself: undici's pool of keep-alive connections. The only file that names undici. */
import { Pool } from 'undici';
import { GatewayError } from '../errors.ts';
import { ConnectionError, type Send, type UpstreamRequest } from './layer.ts';
import { targetOf } from './path.ts';

/** How long a connection may take that no call waits for any more, in milliseconds. */
const connectTimeoutMs = 10_000;

export interface Transport {
  send: Send;
  /** Closes every connection; calls still under way fail. */
  close: () => Promise<void>;
}

export interface TransportOptions {
  /** Where the API lives, `https://api.cloudflare.com/client/v4` or an emulator. */
  baseUrl: string;
  /** An answer with a longer body is given up, in bytes. */
  maxBodyBytes: number;
}

/** One pool of connections to one host. The host comes from the configuration, never from a request. */
export function createTransport({ baseUrl, maxBodyBytes }: TransportOptions): Transport {
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: 64,
    keepAliveTimeout: 30_000,
    allowH2: false,
    // undici's own timeouts are coarse and start again at every chunk; the deadline layer has the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
  });

  const send: Send = async (request) => {
    try {
      const { statusCode, headers, body } = await pool.request({
        method: request.method,
        path: `${root}/accounts/${request.credential.accountId}/realtime/kit${targetOf(request)}`,
        headers: headersOf(request),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: request.signal,
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > maxBodyBytes) {
          throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `${request.operation}: body is longer than ${maxBodyBytes} bytes.`, {
            upstream: { operation: request.operation, status: statusCode },
          });
        }
        chunks.push(chunk);
      }
      return { status: statusCode, headers, body: jsonObjectOf(chunks), bytes: size };
    } catch (error) {
      throw translate(error, request);
    }
  };

  return { send, close: () => pool.destroy() };
}

function headersOf({ credential, body, headers: others }: UpstreamRequest): Record<string, string> {
  // Without `accept`, Cloudflare's edge answers its own errors as HTML (API document, section 5).
  const headers: Record<string, string> = { ...others, accept: 'application/json', authorization: `Bearer ${credential.token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object of a body; undefined for anything else, invalid UTF-8 included. */
function jsonObjectOf(chunks: readonly Uint8Array[]): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Codes of failures to connect. Some of them also end a connection that was made: then the system call is another. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function translate(error: unknown, { operation, signal }: UpstreamRequest): unknown {
  if (error instanceof GatewayError) return error;
  if (signal.aborted) return signal.reason;
  const { code, syscall } = error as { code?: string; syscall?: string };
  const isBefore = syscall === undefined || syscall === 'connect' || syscall.startsWith('getaddrinfo');
  return new ConnectionError(operation, !(isBefore && code !== undefined && neverConnected.has(code)));
}
