/** Who asks is found out before anything of the request is read, and whether he asks more than he may. */
import type { Plugin } from 'graphql-yoga';
import type { Identify } from '../callers/caller.ts';
import { CallerTraffic } from '../callers/traffic.ts';
import type { CallerLimits } from '../config/limits.ts';
import type { Clock } from '../upstream/clock.ts';
import type { Visited } from './visit.ts';

export function useCallers(identify: Identify, limits: CallerLimits, clock: Clock): Plugin<object, Visited> {
  const traffic = new CallerTraffic(limits, clock);
  return {
    async onRequestParse({ request, serverContext }) {
      const { visit } = serverContext;
      const caller = await identify(request.headers);
      visit.caller = caller;
      visit.leave.push(traffic.enter(caller.id));
    },
  };
}
