/** Who asks is found out before anything of the request is read, and whether he asks more than he may. */
import type { Plugin } from 'graphql-yoga';
import type { Identify } from '../callers/caller.ts';
import type { CallerTraffic } from '../callers/traffic.ts';
import type { Visited } from './visit.ts';

export function useCallers(identify: Identify, traffic: CallerTraffic): Plugin<object, Visited> {
  return {
    async onRequestParse({ request, serverContext }) {
      const { visit, carried } = serverContext;
      if (carried?.refusal !== undefined) throw carried.refusal;
      // Before it came here.
      if (visit.caller !== undefined) return;
      const caller = await identify(request.headers);
      visit.caller = caller;
      visit.leave.push(traffic.enter(caller.id));
    },
  };
}
