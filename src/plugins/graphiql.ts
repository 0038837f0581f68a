/** GraphiQL, the page on which people explore the graph. Its assets are inlined from the package: no other host is asked. */
import type { Plugin, YogaServerOptions } from 'graphql-yoga';

/** One tab of GraphiQL as it opens for the first time. */
export interface SampleTab {
  query: string;
  variables?: string;
  headers?: string;
}

export interface GraphiQLPage {
  /** Renders the page. It is 9 MB of code, so whoever wants it imports it. */
  render: NonNullable<YogaServerOptions<object, object>['renderGraphiQL']>;
  tabs: readonly SampleTab[];
}

/** Yoga's options for the page, or for none. */
export function graphiqlOptions(page: GraphiQLPage | undefined): Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'> {
  if (page === undefined) return { graphiql: false };
  return {
    graphiql: { title: 'RealtimeKit GraphQL Gateway', defaultTabs: [...page.tabs] },
    renderGraphiQL: page.render,
  };
}

/** Sends a browser that asks for the bare address to the page. */
export function useWayToGraphiQL(endpoint: string): Plugin {
  return {
    onRequest(incoming) {
      const { request, url, fetchAPI } = incoming;
      const wantsPage = request.method === 'GET' && request.headers.get('accept')?.includes('text/html') === true;
      if (wantsPage && url.pathname === '/') {
        incoming.endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: endpoint } }));
      }
    },
  };
}
