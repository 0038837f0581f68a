import { seedId } from '../../src/emulator/seed/ids.ts';
import type { Case } from './case.ts';

export const appCases: Readonly<Record<string, Case>> = {
  get_apps: { ids: {}, query: '?page_no=2&per_page=10&search=acme&sort_order=ASC' },
  create_app: { ids: {}, body: { name: 'Acme Studio' } },
  get_app: { ids: { app_id: seedId('a', 1) } },
};
