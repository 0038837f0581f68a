/** The gateway as `npm start` runs it, without GraphiQL; `--no-single-flight` switches off what no variable does. */
import { readConfig } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { silentLog } from '../../src/observers.ts';
import { answerBy } from '../../src/server/answer.ts';
import { serve } from './serve.ts';

const config = readConfig(process.env);
if (config.cloudflare === undefined) throw new Error('CLOUDFLARE_API_TOKEN must be set');
const singleFlight = !process.argv.includes('--no-single-flight');
const gateway = await createGateway(config, { cloudflare: config.cloudflare, singleFlight });
serve(answerBy(gateway, silentLog));
