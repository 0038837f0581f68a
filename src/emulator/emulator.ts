/** The emulated account: authentication, quota, routing and the ledger of calls. It knows no socket. */
import { type Answer, defaultPagingRules, edgeError, type PagingRules } from './answer.ts';
import type { CustomIds } from './custom-ids.ts';
import { Faults } from './faults.ts';
import type { NothingRunning } from './nothing-running.ts';
import { BadParameter } from './query.ts';
import { activeSessionRoutes } from './routes/active-session.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { appRoutes } from './routes/apps.ts';
import { livestreamWriteRoutes } from './routes/livestream-writes.ts';
import { livestreamRoutes } from './routes/livestreams.ts';
import { meetingRoutes } from './routes/meetings.ts';
import { participantRoutes } from './routes/participants.ts';
import { presetRoutes } from './routes/presets.ts';
import { recordingWriteRoutes } from './routes/recording-writes.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { sessionParticipantRoutes } from './routes/session-participants.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { defaultQuotaRules, Quota, type QuotaRules } from './quota.ts';
import { createRouter, type Route } from './router.ts';
import type { Shapes } from './shapes.ts';
import { seedId } from './seed/ids.ts';
import { createSeed } from './seed/seed.ts';

/** The account that the seed belongs to and the token that opens it. */
export const emulatorAccountId = 'e'.repeat(32);
export const emulatorToken = 'emulator-token';

const apiRoot = '/client/v4';

/** One REST call as it arrived. */
export interface Call {
  operation: string | undefined;
  method: string;
  /** Below the account's `/realtime/kit`, query included. */
  path: string;
  /** Undefined until it is answered, and for good if the connection was made to fail. */
  status: number | undefined;
  /** Whether the caller went away before the answer was complete. */
  aborted: boolean;
}

/** The ledger keeps the newest of them. */
const mostCalls = 100_000;

export interface EmulatorOptions {
  paging?: Partial<PagingRules>;
  quota?: Partial<QuotaRules>;
  shapes?: Shapes;
  customIds?: CustomIds;
  nothingRunning?: NothingRunning;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Account id by token. The default is one account with one token. */
  accounts?: Readonly<Record<string, string>>;
}

/** What arrives: the request line, the two headers that count, and the parsed body (undefined for none). */
export interface Incoming {
  method: string;
  url: URL;
  authorization: string | undefined;
  body: unknown;
}

/** Everything that is emulated. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...meetingRoutes,
  ...presetRoutes,
  ...recordingRoutes,
  ...recordingWriteRoutes,
  ...webhookRoutes,
  ...analyticsRoutes,
  ...participantRoutes,
  ...sessionRoutes,
  ...sessionParticipantRoutes,
  ...activeSessionRoutes,
  ...livestreamRoutes,
  ...livestreamWriteRoutes,
];

export class Emulator {
  readonly faults = new Faults();
  readonly calls: Call[] = [];
  readonly quota: Quota;
  paging: PagingRules;
  shapes: Shapes;
  customIds: CustomIds;
  nothingRunning: NothingRunning;
  readonly #options: EmulatorOptions;
  readonly #route = createRouter(routes);
  readonly #now: () => number;
  #store = createSeed();
  #ids = 0;

  constructor(options: EmulatorOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.paging = { ...defaultPagingRules, ...options.paging };
    this.shapes = options.shapes ?? 'examples';
    this.customIds = options.customIds ?? 'many';
    this.nothingRunning = options.nothingRunning ?? 404;
    this.quota = new Quota({ ...defaultQuotaRules, ...options.quota }, this.#now);
  }

  /** Back to the seed: state, faults, ledger and quota. What was chosen (paging, shapes, custom ids, quota rules and so on) stays. */
  reset(): void {
    this.#store = createSeed();
    this.#ids = 0;
    this.faults.clear();
    this.calls.length = 0;
    this.quota.reset();
  }

  /** The operation that a request is for, entered into the ledger. */
  record({ method, url }: Incoming): Call {
    const path = (/^\/client\/v4\/accounts\/[^/]+\/realtime\/kit(.*)$/.exec(url.pathname)?.[1] ?? url.pathname) + url.search;
    const match = this.#route(method, path.split('?')[0] ?? '');
    const call: Call = {
      operation: typeof match === 'string' ? undefined : match.route.operation,
      method,
      path,
      status: undefined,
      aborted: false,
    };
    this.calls.push(call);
    if (this.calls.length > mostCalls) this.calls.shift();
    return call;
  }

  /** The true answer to a request: what a fault may then spoil. */
  answer({ method, url, authorization, body }: Incoming): Answer {
    if (authorization === undefined) return edgeError(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
    const token = /^Bearer (.+)$/.exec(authorization)?.[1];
    const accounts = this.#options.accounts ?? { [emulatorToken]: emulatorAccountId };
    const account = token === undefined || !Object.hasOwn(accounts, token) ? undefined : accounts[token];
    if (token === undefined || account === undefined) return edgeError(401, 10000, 'Authentication error');

    const { refusal, headers } = this.quota.spend(token);
    if (refusal !== undefined) return refusal;
    const answer = this.#answerTo(method, url, account, body);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  #answerTo(method: string, url: URL, account: string, body: unknown): Answer {
    const [, accountId, path] = /^\/client\/v4\/accounts\/([^/]+)\/realtime\/kit(\/.*)$/.exec(url.pathname) ?? [];
    if (accountId === undefined || path === undefined) return edgeError(404, 7000, 'No route for that URI');
    if (!/^[\da-f]{32}$/.test(accountId)) {
      return edgeError(404, 7003, `Could not route to ${url.pathname.slice(apiRoot.length)}, perhaps your object identifier is invalid?`);
    }
    if (accountId !== account) return edgeError(403, 10000, 'Forbidden');

    const match = this.#route(method, path);
    if (match === 'no such route') return edgeError(404, 7000, 'No route for that URI');
    if (match === 'no such method') return edgeError(405, 10405, 'Method not allowed for this authentication scheme');
    try {
      return match.route.handle({
        params: match.params,
        query: url.searchParams,
        body,
        store: this.#store,
        paging: this.paging,
        shapes: this.shapes,
        customIds: this.customIds,
        nothingRunning: this.nothingRunning,
        now: this.#now,
        newId: (kind) => seedId(kind, (this.#ids += 1), 0xfff),
      });
    } catch (error) {
      if (error instanceof BadParameter) return error.answer;
      throw error;
    }
  }
}
