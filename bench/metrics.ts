/** What a gateway tells of itself. */

/** One number of `/metrics`, beside the GraphQL endpoint. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
