import { seedId } from '../../src/emulator/seed/ids.ts';
import { presetId } from '../../src/emulator/seed/presets.ts';
import type { Case } from './case.ts';
import { presetBody } from './preset-body.ts';

const app_id = seedId('a', 1);
// A LIVESTREAM, with qualities for its viewers.
const livestream = { app_id, preset_id: presetId(1, 6) };

export const presetCases: Readonly<Record<string, Case>> = {
  'get-presets': { ids: { app_id: seedId('a', 3) }, query: '?page_no=1&per_page=100&search=EVENT' },
  'post-presets': { ids: { app_id }, body: presetBody, status: 201 },
  'get-presets-preset_id': { ids: livestream },
  'patch-presets-preset_id': {
    ids: livestream,
    body: { permissions: { chat: { public: { files: true } } }, config: { livestream_viewer_qualities: null } },
  },
  'put-presets-preset_id': { ids: livestream, body: presetBody },
  'delete-presets-preset_id': { ids: livestream },
};
