/** How `npm run build` makes a few files of the gateway and all it needs, so that they are loaded fast: less is read, and less of Node is. */
import { defineConfig } from 'rolldown';

interface Unneeded {
  /** A module of Node. */
  readonly module: string;
  /** The package that loads it as soon as it is loaded itself. */
  readonly by: string;
  /** What the package reads of it when it is loaded. */
  readonly has?: Readonly<Record<string, unknown>>;
}

/** What packages have Node load for things that the gateway does not do: a sixteenth of the start (`bench/README.md`). */
const unneeded: readonly Unneeded[] = [
  // For HTTP/2, which upstream/transport.ts does not allow. It names constants of it, as it does where Node was built without it.
  { module: 'node:http2', by: 'undici', has: { constants: {} } },
  // For the `fetch` of Yoga's Request and Response, which nobody calls.
  { module: 'node:https', by: '@whatwg-node/node-fetch' },
  { module: 'node:tls', by: '@whatwg-node/node-fetch' },
  // For metrics that are sent and not asked for.
  { module: 'https', by: 'prom-client' },
];

/** Stands in for a module, and says so to whoever uses it after all. What bundlers look for to tell kinds of modules apart is not there. */
function standIn({ module, has = {} }: Unneeded): string {
  const fault = JSON.stringify(`${module} is not in this build: see rolldown.config.ts`);
  return `module.exports = new Proxy(${JSON.stringify(has)}, {
    get: (has, name) => {
      if (name in has || typeof name === 'symbol' || name === '__esModule' || name === 'default') return has[name];
      throw new Error(${fault});
    },
  });`;
}

/** Marks the id of a module that is no file, as rolldown has it. */
const virtual = '\0stand-in:';
const found = new Set<number>();

export default defineConfig({
  input: 'src/node.ts',
  platform: 'node',
  plugins: [
    {
      name: 'stand-ins',
      buildStart() {
        found.clear();
      },
      resolveId(source, importer = '') {
        const from = importer.replaceAll('\\', '/');
        const index = unneeded.findIndex(({ module, by }) => module === source && from.includes(`/node_modules/${by}/`));
        if (index < 0) return undefined;
        found.add(index);
        return `${virtual}${index}`;
      },
      load(id) {
        const one = id.startsWith(virtual) ? unneeded[Number(id.slice(virtual.length))] : undefined;
        return one && standIn(one);
      },
      buildEnd(error) {
        const gone = unneeded.filter((_one, index) => !found.has(index));
        if (error === undefined && gone.length > 0)
          this.error(`nothing loads this any more, so it needs no stand-in: ${JSON.stringify(gone)}`);
      },
    },
  ],
  // ASCII: of any other text V8 keeps two bytes for each character.
  output: { dir: 'dist', cleanDir: true, format: 'esm', charset: 'ascii', comments: false },
});
