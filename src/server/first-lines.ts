/** What the gateway says when it has begun: to people who try it in words, to those who operate it in a line of the log. */
import type { Config } from '../config.ts';
import type { SampleTab } from '../plugins/graphiql.ts';

/** Where it can be reached from, and where calls go. */
export function announcement({ host, port: asked, cloudflare, callers, graphiql }: Config, port = asked): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere || ['127.0.0.1', '::1'].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const page = graphiql ? ' Open it in a browser to explore the graph.' : '';
  const where = `RealtimeKit GraphQL gateway on http://${name}:${port}/graphql${everywhere ? ' (and every other address of this machine)' : ''}.${page}`;
  if (cloudflare === undefined) return where;
  const whose = callers.mode === 'passthrough' ? 'with the token of each caller' : `as account ${cloudflare.accountId ?? ''}`;
  return `${where} Calls go to ${cloudflare.baseUrl} ${whose}.`;
}

/** For who starts it without an account. */
export function welcome(config: Config, port: number, sample: SampleTab | undefined): string {
  const query = (sample?.query ?? '')
    .replace(/^#.*\n/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const address = /http\S+\/graphql/.exec(announcement(config, port))?.[0] ?? '';
  const key = config.callers.mode === 'anonymous' ? '' : ` -H 'authorization: Bearer …'`;
  return `${announcement(config, port)}

No CLOUDFLARE_API_TOKEN is set, so this runs on the EMULATOR: a made-up account, nothing reaches Cloudflare.
For your own account set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID and start again.

A query to paste:

  curl ${address} -H 'content-type: application/json'${key} -d '${JSON.stringify({ query })}'
`;
}
