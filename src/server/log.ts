/** The log: a line of JSON for each thing that happened, on the standard output. */
import { type DestinationStream, pino, stdSerializers } from 'pino';
import type { LogLevel } from '../config.ts';
import type { Log, Observer } from '../observers.ts';

/** A name is the client's to choose, and may be as long as a document. */
const longestName = 128;

/** A log that writes to `destination` what is at least this important. */
export function createLog(level: LogLevel, destination: DestinationStream): Log {
  // Lines of the same millisecond have the same text, which is not made anew.
  let madeAt = 0;
  let made = '';
  const timestamp = () => {
    const now = Date.now();
    if (now !== madeAt) {
      madeAt = now;
      made = `,"time":"${new Date(now).toISOString()}"`;
    }
    return made;
  };
  const formatters = { level: (label: string) => ({ level: label }) };
  const logger = pino({ level, base: null, timestamp, formatters, serializers: { err: stdSerializers.err } }, destination);
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
  };
}

/**
 * One line for each operation: who asked for what, what came of it, how long it took and what it cost; at `debug` one for each REST
 * call as well. Names and numbers only: no variable, no document, no path with ids, nothing that RealtimeKit said.
 */
export function logObserver(log: Log): Observer {
  return {
    ended: ({ requestId, name, type, hash, caller, status, codes, ms, bill }) => {
      const { upstreamCalls = 0, cacheHits = 0, sharedCalls = 0, stale = 0 } = bill?.toJSON() ?? {};
      const cost = { upstreamCalls, cacheHits, sharedCalls, ...(stale > 0 && { stale }) };
      const isFault = codes.includes('INTERNAL_SERVER_ERROR');
      const code = codes.length === 0 ? 'OK' : codes.join(' ');
      log[isFault ? 'error' : 'info'](
        { requestId, operation: name?.slice(0, longestName), type, hash, caller, status, code, ms, ...cost },
        'operation',
      );
    },
    call: ({ operation, method, path: { template: path }, why, credential: { hash } }) => ({
      ended: ({ status, code, ms, bytes }) => {
        log.debug({ operation, method, path, why, credential: hash.slice(0, 8), status, code, ms, bytes }, 'call');
      },
    }),
  };
}
