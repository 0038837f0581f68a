/**
 * Who sends a request slowly has a place meanwhile, and who he is may not be known: with a token of Cloudflare's that he invented he is a caller
 * like others (`AUTH_MODE=passthrough`). So while all places are taken, those lose theirs whose request does not come.
 */
import type { Server } from 'node:http';
import { Connection } from './connection.ts';

/** How often it is looked for them, in milliseconds: less than others may wait, by default. Whose request has not come whole at two looks loses his place. */
const lookMs = 200;

/** Looks for them as long as the server listens. */
export function endSlowBodies(server: Server, areAllTaken: () => boolean): void {
  const open = new Set<Connection>();
  server.on('connection', (socket) => {
    const connection = Connection.of(socket);
    open.add(connection);
    socket.once('close', () => open.delete(connection));
  });
  server.once('listening', () => {
    const looks = setInterval(() => {
      if (areAllTaken()) for (const connection of open) look(connection);
    }, lookMs);
    server.once('close', () => {
      clearInterval(looks);
    });
  });
}

function look(connection: Connection): void {
  const { unfinished, suspect } = connection;
  // Others that came whole on the same connection, and wait for their answers, are not to be lost.
  if (unfinished === undefined || connection.openRequests > 1) return;
  // What has come and was not read yet waits for us.
  const { complete, readableLength } = unfinished.req;
  if (complete || unfinished.headersSent) connection.unfinished = connection.suspect = undefined;
  else if (readableLength > 0) connection.suspect = undefined;
  else if (suspect === unfinished) connection.timeOut();
  else connection.suspect = unfinished;
}
