import { seedId } from '../../src/emulator/seed/ids.ts';
import { webhookEvents } from '../../src/emulator/webhook-events.ts';
import type { Case } from './case.ts';

const app_id = seedId('a', 1);
const everything = { app_id, webhook_id: seedId('1', 1) };
const whole = { name: 'Back office', url: 'https://example.com/hooks/office', events: webhookEvents, enabled: false };

export const webhookCases: Readonly<Record<string, Case>> = {
  getAllWebhooks: { ids: { app_id } },
  addWebhook: { ids: { app_id }, body: whole, status: 201 },
  getWebhook: { ids: everything },
  editWebhook: { ids: everything, body: whole },
  // Switched on unless it says otherwise.
  replaceWebhook: { ids: everything, body: { name: 'Silent', url: 'https://example.com/hooks/silent', events: [] } },
  deleteWebhook: { ids: everything },
  getAllWebhookEvents: { ids: { app_id } },
};
