/** Whether the documents that a gateway keeps have a bound: it reads many that are long and have few tokens. */
import { Client } from 'undici';
import { readMetric } from './metrics.ts';

const count = 10_000;
const characters = 25_000;

/** What the process takes in memory before and after, in MiB. */
export async function memoryAfterDocuments(url: string): Promise<{ before: number; after: number; count: number }> {
  const memory = async () => Math.round((await readMetric(url, 'process_resident_memory_bytes')) / 2 ** 20);
  const { origin, pathname: path } = new URL(url);
  const client = new Client(origin);
  const comment = 'x'.repeat(characters);
  const before = await memory();
  for (let index = 0; index < count; index += 1) {
    const body = JSON.stringify({ query: `{ __typename } # ${index} ${comment}` });
    const answer = await client.request({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body });
    if (answer.statusCode !== 200) throw new Error(`document ${index} got status ${answer.statusCode}`);
    await answer.body.dump();
  }
  await client.close();
  return { before, after: await memory(), count };
}
