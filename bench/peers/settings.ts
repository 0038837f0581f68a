/** What every peer is told by its environment. */

const { PORT = '4000', CLOUDFLARE_BASE_URL = '', CLOUDFLARE_ACCOUNT_ID = '', CLOUDFLARE_API_TOKEN = '', CACHE_TTL = '0' } = process.env;

export const port = Number(PORT);
/** Where apps are, without a slash at the end. */
export const root = `${CLOUDFLARE_BASE_URL}/accounts/${CLOUDFLARE_ACCOUNT_ID}/realtime/kit`;
export const headers = { accept: 'application/json', authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` };
/** For how long answers are kept; 0 is not at all. */
export const cacheSeconds = Number(CACHE_TTL);
/** So many answers every cache can keep, if it lets one say it: as many as the gateway. */
export const cacheEntries = 50_000;
