/** The build: the gateway in a few files, as the image runs it, with nothing of node_modules beside it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerEnvironment, containerOptions } from '../bench/container.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startGatewayProcess } from './support/gateway-process.ts';

const project = new URL('..', import.meta.url).pathname;
const query = `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 1, 1)}") { name presetName } }`;
const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };

/** Builds as the image does: from what its Dockerfile copies for that, and `.dockerignore` lets by, and all packages. */
async function buildIn(folder: string): Promise<void> {
  const image = await readFile(join(project, 'Dockerfile'), 'utf8');
  const allowed = (await readFile(join(project, '.dockerignore'), 'utf8')).split('\n');
  const [, firstStage = ''] = image.split(/^FROM /m);
  for (const [, words = ''] of firstStage.matchAll(/^COPY (.*)$/gm)) {
    const names = words.split(' ');
    const target = names.pop() ?? '';
    for (const name of names) {
      expect(allowed).toContain(`!${name}`);
      await cp(join(project, name), join(folder, target.endsWith('/') ? join(target, basename(name)) : target), { recursive: true });
    }
  }
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)('npm', ['run', 'build'], { cwd: folder });
}

describe('the build', () => {
  let folder: string;
  let built: string;
  beforeAll(async () => {
    const workshop = await mkdtemp(join(tmpdir(), 'build-'));
    await buildIn(workshop);
    // Where no folder above has modules that it might find.
    folder = await mkdtemp(join(tmpdir(), 'built-gateway-'));
    await cp(join(workshop, 'dist'), folder, { recursive: true });
    await cp(join(project, 'package.json'), join(folder, 'package.json'));
    await rm(workshop, { recursive: true });
    built = join(folder, 'node.js');
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('answers by itself: the emulator, queries before and after they are compiled, GraphiQL and metrics', async () => {
    const { url, child, exit } = startGatewayProcess({}, [process.execPath, built]);
    const address = await url;
    for (let sight = 1; sight <= 4; sight += 1) {
      const response = await fetch(address, post);
      expect(await response.json()).toMatchObject({
        data: { meetingParticipant: { name: 'Ada Lovelace', presetName: 'group_call_host' } },
      });
    }
    const page = await fetch(address, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>');
    expect(await (await fetch(new URL('/metrics', address))).text()).toContain('gateway_reads_total{source="upstream"} 1');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('is ASCII: of any other text V8 may keep two bytes for each character', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.js'));
    const codes = await Promise.all(files.map(async (file) => ({ file, code: await readFile(join(folder, file)) })));
    expect(codes.length).toBeGreaterThan(1);
    expect(codes.filter(({ code }) => code.some((byte) => byte > 127)).map(({ file }) => file)).toEqual([]);
  });

  it('is ready without the fetch of Node, which takes a tenth of the start, and without HTTPS, HTTP/2 and promises for files', async () => {
    const tells = `setTimeout(() => process.once('SIGTERM', () => console.log(process.moduleLoadList.join())))`;
    const environment = { CLOUDFLARE_API_TOKEN: 'token', CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef', GRAPHIQL: 'false' };
    const { url, child, exit, output } = startGatewayProcess(environment, [
      process.execPath,
      '--import',
      `data:text/javascript,${encodeURIComponent(tells)}`,
      built,
    ]);
    await url;
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(output()).toContain('NativeModule http,');
    for (const unneeded of ['internal/deps/undici', 'http2', 'https', 'tls', 'internal/fs/promises']) {
      expect(output()).not.toContain(`NativeModule ${unneeded},`);
    }
  });

  it('has what it takes to call RealtimeKit by HTTPS when it calls', async () => {
    const heard = Promise.withResolvers<Buffer>();
    const upstream = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', (bytes) => {
          heard.resolve(bytes);
          socket.destroy();
        });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    const environment = {
      CLOUDFLARE_API_TOKEN: 'token',
      CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
      CLOUDFLARE_BASE_URL: `https://127.0.0.1:${port}/client/v4`,
    };
    const { url, child, exit } = startGatewayProcess(environment, [process.execPath, built]);
    const response = await fetch(await url, post);
    // A handshake of TLS: RFC 8446, section 5.1.
    expect([...(await heard.promise).subarray(0, 2)]).toEqual([22, 3]);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }] });
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    upstream.close();
  });

  it('is measured by the benches as the image runs it', async () => {
    const image = await readFile(join(project, 'Dockerfile'), 'utf8');
    const [, environment = ''] = /NODE_OPTIONS="(.*)"/.exec(image) ?? [];
    const command = JSON.parse(/^CMD (.*)$/m.exec(image)?.[1] ?? '[]') as string[];
    // The first is what V8 chooses by itself in a container of deploy/.
    expect(containerOptions.slice(1)).toEqual([...environment.split(' '), ...command.slice(1, -1)]);
    expect(image).toMatch(/^ENV (.* )?LD_PRELOAD=libjemalloc\.so\.2 /m);
    expect({ LD_PRELOAD: 'libjemalloc.so.2' }).toMatchObject(containerEnvironment);
    // V8 takes the code of a former start for the same options only.
    expect(image).toMatch(/^ENV NODE_COMPILE_CACHE=\/app\/dist\/compiled\nRUN /m);
    expect(image).toContain(` timeout 10 ${command.join(' ')} `);
    expect(command).toEqual(['node', expect.any(String), expect.any(String), 'dist/node.js']);
  });

  it('finds what only some configurations need: traces and JWT', async () => {
    const environment = {
      CLOUDFLARE_API_TOKEN: 'token',
      CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
      CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      AUTH_MODE: 'jwt',
      JWKS_URL: 'http://127.0.0.1:9/keys',
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'gateway',
    };
    const { url, child, exit } = startGatewayProcess(environment, [process.execPath, built]);
    expect((await fetch(await url, post)).status).toBe(401);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});
