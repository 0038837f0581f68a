/** Presets: the six operations below /{app_id}/presets. */
import { type Answer, pageOf, realtimeKitError, success } from '../answer.ts';
import { readBody } from '../body.ts';
import { contains, textParameter } from '../query.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { Json, JsonObject, StoredApp, StoredPreset } from '../store.ts';
import { inApp, inMap } from './lookup.ts';
import { partOfPreset, type PresetFields, wholePreset } from './preset-bodies.ts';
import { isObject } from './secrets.ts';

const list = '/{app_id}/presets';
const item = `${list}/{preset_id}`;

export const presetRoutes: readonly Route[] = [
  {
    operation: 'get-presets',
    method: 'GET',
    path: list,
    handle: inApp(({ query, paging }, { presets }) => {
      const search = textParameter(query, 'search');
      const found = Array.from(presets.values()).filter(({ name }) => contains(search, name));
      // Rows have no config, permissions and ui.
      const rows = found.map(({ id, name, created_at, updated_at }) => ({ id, name, created_at, updated_at }));
      return pageOf(rows, query, paging);
    }),
  },
  {
    operation: 'post-presets',
    method: 'POST',
    path: list,
    handle: inApp((request, app) => {
      const fields = readBody(request.body, wholePreset);
      if (isTaken(fields.name, app)) return taken(fields.name);
      const created_at = new Date(request.now()).toISOString();
      const created: StoredPreset = { id: request.newId('d'), created_at, updated_at: created_at, ...fields };
      app.presets.set(created.id, created);
      return success(created, { status: 201 });
    }),
  },
  { operation: 'get-presets-preset_id', method: 'GET', path: item, handle: ofPreset((_request, preset) => success(preset)) },
  {
    operation: 'patch-presets-preset_id',
    method: 'PATCH',
    path: item,
    handle: ofPreset((request, preset, app) => {
      const { name = preset.name, config, permissions, ui } = readBody(request.body, partOfPreset);
      return changed(request, preset, app, {
        name,
        config: merged(preset.config, config),
        permissions: merged(preset.permissions, permissions),
        ui: merged(preset.ui, ui),
      });
    }),
  },
  {
    operation: 'put-presets-preset_id',
    method: 'PUT',
    path: item,
    handle: ofPreset((request, preset, app) => changed(request, preset, app, readBody(request.body, wholePreset))),
  },
  {
    operation: 'delete-presets-preset_id',
    method: 'DELETE',
    path: item,
    // What becomes of participants that have it is not documented: here they keep its name.
    handle: ofPreset((_request, preset, { presets }) => {
      presets.delete(preset.id);
      return success(preset);
    }),
  },
];

function ofPreset(handle: (request: RouteRequest, preset: StoredPreset, app: StoredApp) => Answer): Route['handle'] {
  return inMap('preset', ({ presets }) => presets, handle);
}

/** Participants keep the name that the preset had when they were added. */
function changed({ now }: RouteRequest, preset: StoredPreset, app: StoredApp, fields: PresetFields): Answer {
  if (isTaken(fields.name, app, preset)) return taken(fields.name);
  Object.assign(preset, fields, { updated_at: new Date(now()).toISOString() });
  return success(preset);
}

function isTaken(name: string, { presets }: StoredApp, except?: StoredPreset): boolean {
  return Array.from(presets.values()).some((one) => one !== except && one.name === name);
}

/** The status was met with by others (API document, section 5), the words are the emulator's. */
function taken(name: string): Answer {
  return realtimeKitError(409, `Preset with name "${name}" already exists`);
}

/** With the fields of a change put in at every level. Lists are replaced. */
function merged(whole: JsonObject, change: JsonObject = {}): JsonObject {
  const fields = Object.entries(change).map(([name, value]): [string, Json] => {
    const before = whole[name];
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...whole, ...Object.fromEntries(fields) };
}
