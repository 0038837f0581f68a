/** Apps: the three operations at /apps. */
import { pageOf, success } from '../answer.ts';
import { object, readBody, text } from '../body.ts';
import { BadParameter, contains, countParameter, oneOf, sorted, textParameter } from '../query.ts';
import type { Route } from '../router.ts';
import { defaultPresets } from '../seed/presets.ts';
import type { StoredApp } from '../store.ts';
import { inApp } from './lookup.ts';

/** Documented for this list alone (API document, section 2). */
const defaultPageSize = 20;
const longestSearch = 125;

const createBody = object({ name: text({ from: 1 }) }, {});

export const appRoutes: readonly Route[] = [
  {
    operation: 'get_apps',
    method: 'GET',
    path: '/apps',
    handle: ({ query, store, paging }) => {
      for (const name of ['page_no', 'per_page']) {
        if (countParameter(query, name) === 0) throw new BadParameter(name, 'must be greater than or equal to 1');
      }
      const search = textParameter(query, 'search');
      if ((search?.length ?? 0) > longestSearch) throw new BadParameter('search', `must not be longer than ${longestSearch} characters`);
      const order = oneOf(query, 'sort_order', ['ASC', 'DESC']) ?? 'DESC';
      const found = Array.from(store.apps.values()).filter(({ name }) => contains(search, name));
      return pageOf(sorted(found, ({ created_at }) => created_at, order).map(visible), query, { ...paging, defaultPageSize });
    },
  },
  {
    operation: 'create_app',
    method: 'POST',
    path: '/apps',
    // 200 and `data.app`, unlike the other creates. That an app made by API has default presets, as one made in the dashboard, is a
    // guess (API document, section 11).
    handle: ({ body, store, now, newId }) => {
      const { name } = readBody(body, createBody);
      const id = newId('a');
      const created_at = new Date(now()).toISOString();
      const presets = defaultPresets().map((one) => ({ id: newId('d'), created_at, updated_at: created_at, ...one }));
      const created: StoredApp = {
        id,
        name,
        created_at,
        meetings: new Map(),
        presets: new Map(presets.map((one) => [one.id, one])),
        sessions: new Map(),
        recordings: new Map(),
        livestreams: new Map(),
        webhooks: new Map(),
      };
      store.apps.set(id, created);
      return success({ app: visible(created) });
    },
  },
  { operation: 'get_app', method: 'GET', path: '/apps/{app_id}', handle: inApp((_request, app) => success(visible(app))) },
];

function visible({ id, name, created_at }: StoredApp): Pick<StoredApp, 'id' | 'name' | 'created_at'> {
  return { id, name, created_at };
}
