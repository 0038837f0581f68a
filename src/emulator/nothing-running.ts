/**
 * What is answered to a call that ends what is not running: a session without anybody, a recording or a livestream that has
 * stopped. The document is silent, and adapters have met each of these (API document, section 9).
 */
export const allNothingRunning = [404, 400, 409] as const;

export type NothingRunning = (typeof allNothingRunning)[number];
