/** Links to files. Nothing answers them. */

/** Files are kept for seven days (API document, section 7). */
export const linkLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** A link that looks presigned: its signature is nothing but an id, twice. */
export function presigned(path: string, id: string): string {
  const signature = id.replaceAll('-', '').repeat(2);
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `https://example.com/${encoded}?X-Amz-Expires=${linkLifetimeMs / 1000}&X-Amz-Signature=${signature}`;
}

/** What track recordings have instead of a link, by the names of their files (API document, 4.14). */
export function trackLinks(files: readonly string[], recordingId: string) {
  const urls = files.map((file) => [file, { download_url: presigned(`recordings/${file}`, recordingId) }] as const);
  return { links: [{ download_urls: Object.fromEntries(urls) }] };
}

/** When a link ends that leads to what was made at this moment (ISO 8601). */
export function expiryOf(moment: string): string {
  return new Date(Date.parse(moment) + linkLifetimeMs).toISOString();
}
