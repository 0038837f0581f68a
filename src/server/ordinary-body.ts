/** The bodies of requests that are as plain as can be, read past Yoga; and how they are given to it all the same. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Variables } from '../documents/nodes.ts';
import { ambiguityIn } from '../plugins/json-ambiguity.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body; undefined if it ends before its end. */
export function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Not `once`: what comes later changes nothing, and to take listeners away costs more than to have them.
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    const breakOff = () => {
      resolve(undefined);
    };
    request.on('error', breakOff);
    request.on('close', breakOff);
  });
}

/** What a plain body asks. */
export interface Asked {
  readonly query: string;
  readonly variables: Variables | undefined;
  readonly operationName: string | undefined;
}

const known = new Set(['query', 'variables', 'operationName']);

/** What a body asks; undefined if it is not as plain as can be. */
export function readBody(body: Buffer): Asked | undefined {
  try {
    const text = utf8.decode(body);
    const asked = JSON.parse(text) as Partial<Record<keyof Asked, unknown>> | null;
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked) || !Object.keys(asked).every((key) => known.has(key)))
      return undefined;
    const { query, variables = {}, operationName } = asked;
    const isPlain = typeof query === 'string' && typeof variables === 'object' && variables !== null && !Array.isArray(variables);
    if (!isPlain || !(operationName === undefined || typeof operationName === 'string') || ambiguityIn(text) !== undefined)
      return undefined;
    return { query, variables: variables as Variables, operationName };
  } catch {
    return undefined;
  }
}

/** A request whose body was read, with its body. */
export function replay({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
