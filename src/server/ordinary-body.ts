/** The bodies of requests that are as plain as can be, read past Yoga; and how they are given to it all the same. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Variables } from '../documents/nodes.ts';
import { ambiguityIn } from '../plugins/json-ambiguity.ts';

/** What is not UTF-8 it throws at. */
export const utf8 = new TextDecoder('utf-8', { fatal: true });

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
  readonly variables: Variables;
  readonly operationName: string | undefined;
}

/** What a part of one asks. */
export type Part = { readonly [Key in keyof Asked]: Asked[Key] | undefined };

const known = new Set(['query', 'variables', 'operationName']);

/** What a body asks; undefined if it is not as plain as can be. */
export function readBody(body: Buffer): Asked | undefined {
  const { query, variables = {}, operationName } = partIn(() => utf8.decode(body)) ?? {};
  return query === undefined ? undefined : { query, variables, operationName };
}

/** What JSON asks that may be a part of a body; undefined if it is not as plain as can be, or no JSON at all. */
export function partIn(read: () => string): Part | undefined {
  try {
    const text = read();
    const asked = JSON.parse(text) as Partial<Record<keyof Asked, unknown>> | null;
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked) || !Object.keys(asked).every((key) => known.has(key)))
      return undefined;
    const { query, variables, operationName } = asked;
    const isPlain =
      (query === undefined || typeof query === 'string') &&
      (operationName === undefined || typeof operationName === 'string') &&
      (variables === undefined || (typeof variables === 'object' && variables !== null && !Array.isArray(variables)));
    return isPlain && ambiguityIn(text) === undefined ? { query, variables: variables as Variables | undefined, operationName } : undefined;
  } catch {
    return undefined;
  }
}

/** A request whose body was read, with its body. */
export function replay({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
