import { seedId } from '../../src/emulator/seed/ids.ts';
import type { Case } from './case.ts';

const ids = { app_id: seedId('a', 1) };

export const analyticsCases: Readonly<Record<string, Case>> = {
  'get-org-analytics': { ids, query: '?start_date=2026-01-01&end_date=2026-02-01' },
  'get-livestream-analytics-daywise': { ids },
  'get-livestream-analytics-complete': { ids },
};
