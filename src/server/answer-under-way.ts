/** An answer that says when it is made, whoever reads it and when. */
import type { IncomingMessage } from 'node:http';

/** Not by `import`: see `listener.ts`. */
const { ServerResponse } = process.getBuiltinModule('node:http');

/** For how long a client may read nothing of an answer that waits for it, in milliseconds. */
const unreadMs = 75_000;

/**
 * Gives the place of its request to others when all of it is handed over, or when it has to wait until the client has read some: a client that
 * does not read would keep the place, and, of requests that came one behind the other, those of all behind it.
 */
export class AnswerUnderWay<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Gives the place to others. */
  leave: (() => void) | undefined;

  override write(...rest: unknown[]): boolean {
    const flows = super.write(...(rest as [unknown, BufferEncoding]));
    if (!flows) this.over();
    return flows;
  }

  override end(...rest: unknown[]): this {
    super.end(...(rest as [unknown, BufferEncoding]));
    this.over();
    return this;
  }

  /** Leaves, once. What is not read for long after it ends the connection; Node sets its own time when the answer is sent. */
  over(): void {
    const { leave } = this;
    if (leave === undefined) return;
    this.leave = undefined;
    leave();
    if (this.writableLength > 0) this.socket?.setTimeout(unreadMs);
  }
}
