/** Webhooks of the seed's apps. */
import type { StoredWebhook } from '../store.ts';
import { webhookEvents } from '../webhook-events.ts';
import { seedId, seedMoment } from './ids.ts';
import { pick } from './pick.ts';

/** App 1 has one for every event and one that is switched off, app 3 has 30 for two events each, the others have none. */
export function seedWebhooks(appNumber: number): StoredWebhook[] {
  if (appNumber === 1) {
    return [
      webhook(appNumber, 1, { name: 'Everything', events: [...webhookEvents], enabled: true }),
      webhook(appNumber, 2, { name: 'Recordings', events: ['recording.statusUpdate'], enabled: false }),
    ];
  }
  return Array.from({ length: appNumber === 3 ? 30 : 0 }, (_, index) =>
    webhook(appNumber, index + 1, {
      name: `Listener ${index + 1}`,
      events: [pick(webhookEvents, index), pick(webhookEvents, index + 1)],
      enabled: index % 3 !== 0,
    }),
  );
}

function webhook(appNumber: number, number: number, fields: Pick<StoredWebhook, 'name' | 'events' | 'enabled'>): StoredWebhook {
  return {
    id: seedId('1', number, appNumber === 1 ? 0 : appNumber),
    created_at: seedMoment(appNumber * 100 + number),
    updated_at: seedMoment(appNumber * 100 + number + 60),
    url: `https://example.com/hooks/${appNumber}/${number}`,
    ...fields,
  };
}
