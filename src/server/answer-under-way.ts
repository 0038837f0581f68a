/** An answer that says when it is made, whoever reads it and when. */
import type { IncomingMessage } from 'node:http';

/** Not by `import`: see `listener.ts`. */
const { ServerResponse } = process.getBuiltinModule('node:http');

export class AnswerUnderWay<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Gives the place of the request to others. */
  leave: (() => void) | undefined;

  /**
   * Leaves when all of it is handed over, and not only when it is sent: a client that does not read would keep the place, and, of requests that
   * came one behind the other, those of all behind it.
   */
  override end(...rest: unknown[]): this {
    super.end(...(rest as [unknown, BufferEncoding]));
    this.over();
    return this;
  }

  /** Leaves, once. */
  over(): void {
    const { leave } = this;
    this.leave = undefined;
    leave?.();
  }
}
