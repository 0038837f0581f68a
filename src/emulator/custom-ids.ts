/**
 * What adding a participant does if its meeting has one of the same `custom_participant_id`. Cloudflare calls the id unique and does
 * not say what follows (API document, sections 7 and 11), so an emulator can be told: `many` adds another one, `refuse` answers 409,
 * `same` answers the one there is, unchanged and with a new token.
 */
export const allCustomIds = ['many', 'refuse', 'same'] as const;

export type CustomIds = (typeof allCustomIds)[number];
