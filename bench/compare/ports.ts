/** Ports of loopback. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 60_000;

/** One that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a server on loopback has a port');
  return address.port;
}

/**
 * Resolves when somebody takes connections on it.
 *
 * @throws Error if nobody does for long, or `ended` comes first
 */
export async function untilItListens(port: number, ended: Promise<unknown>): Promise<void> {
  const isOver = ended.then(
    () => true,
    () => true,
  );
  const giveUpAt = Date.now() + patienceMs;
  while (!(await takesConnections(port))) {
    const mustEnd = await Promise.race([isOver, pause(20, false)]);
    if (mustEnd || Date.now() > giveUpAt) throw new Error('it does not listen');
  }
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
