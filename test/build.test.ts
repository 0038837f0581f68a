/** The build: the gateway in a few files, as the image runs it, with nothing of node_modules beside it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
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

/** How TLS begins: RFC 8446, section 5.1. */
const handshake = [22, 3];

/** A server that hears the first bytes of a connection, and ends it. */
async function hearOnce() {
  const { promise: heard, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
      });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { heard, url: `https://127.0.0.1:${port}` };
}

describe('the build', () => {
  let workshop: string;
  let folder: string;
  let built: string;
  beforeAll(async () => {
    workshop = await mkdtemp(join(tmpdir(), 'build-'));
    // Where no folder above has modules that it might find.
    folder = await mkdtemp(join(tmpdir(), 'built-gateway-'));
    await buildIn(workshop);
    await cp(join(workshop, 'dist'), folder, { recursive: true });
    await cp(join(project, 'package.json'), join(folder, 'package.json'));
    built = join(folder, 'node.js');
  }, 60_000);
  afterAll(async () => {
    for (const made of [workshop, folder]) await rm(made, { recursive: true });
  });

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

  it('speaks HTTPS to RealtimeKit, by HTTP/1.1 alone, and to a collector of traces', async () => {
    const [api, collector] = [await hearOnce(), await hearOnce()];
    const environment = {
      CLOUDFLARE_API_TOKEN: 'token',
      CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
      CLOUDFLARE_BASE_URL: `${api.url}/client/v4`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    };
    const { url, child, exit } = startGatewayProcess(environment, [process.execPath, built]);
    const response = await fetch(await url, post);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }] });
    const hello = await api.heard;
    expect([...hello.subarray(0, 2)]).toEqual(handshake);
    // All that it offers by ALPN (RFC 7301, section 3.1): for HTTP/2 the build has nothing.
    expect(hello.includes(Buffer.from('\x00\x10\x00\x0b\x00\x09\x08http/1.1', 'latin1'))).toBe(true);
    // What is told of operations is sent when it ends, at the latest.
    child.kill('SIGTERM');
    expect([...(await collector.heard).subarray(0, 2)]).toEqual(handshake);
    expect(await exit).toBe(0);
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
    expect([command[0], ...command.slice(-1)]).toEqual(['node', 'dist/node.js']);
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
