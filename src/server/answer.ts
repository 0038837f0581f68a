/** From Node's request to the gateway's answer. What nobody foresaw is a masked error here too, never a stack. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import { asError, type ErrorCode } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { Log } from '../observers.ts';
import type { Carried } from '../plugins/visit.ts';
import { expressLane } from './express-lane.ts';

const unforeseen = JSON.stringify({
  errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode, retryable: false } }],
});
const badAddress = JSON.stringify({
  errors: [{ message: 'The Host or the address of the request is not valid.', extensions: { code: 'BAD_REQUEST' } }],
});
const json = { 'content-type': 'application/json' };

/** Answers requests of a Node server by this gateway. Never rejects. */
export function answerBy({ yoga, express }: Pick<Gateway, 'yoga' | 'express'>, log: Log): RequestListener {
  return expressLane(express, (request, response, carried) => {
    const { url = '', headers } = request;
    // Whole URLs are for proxies, and `*` is no address of this server: Yoga puts both behind the host.
    const isValid = url.startsWith('/') && URL.canParse(`http://${headers.host ?? 'localhost'}${url}`);
    if (isValid) void answer(request, response, carried);
    else response.writeHead(400, json).end(badAddress);
  });

  async function answer(request: IncomingMessage, response: ServerResponse, carried: Carried | undefined): Promise<void> {
    try {
      await sendNodeResponse(
        await yoga.handleNodeRequestAndResponse(request, response, { req: request, res: response, carried } as never),
        response,
        request,
        true,
      );
    } catch (error) {
      // A client that went away leaves nobody to answer, and nothing to mend.
      if (response.destroyed) return;
      log.error({ err: asError(error) }, 'a fault of the gateway');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, json).end(unforeseen);
    }
  }
}
