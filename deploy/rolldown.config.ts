/** How `npm run build` makes a few files of the gateway and all it needs, so that they are loaded fast: less is read, and less of Node is. */
import { defineConfig } from 'rolldown';

interface Unneeded {
  /** A module of Node. */
  readonly module: string;
  /** The folder of the package that loads it as soon as it is loaded itself. */
  readonly by: string;
  /** What it gets instead. */
  readonly standIn: string;
}

/** What packages have Node load for things that the gateway does not do. Together they are a sixteenth of the start (`bench/README.md`). */
const unneeded: readonly Unneeded[] = [
  // For HTTP/2, which upstream/transport.ts does not allow. undici goes on without it where Node was built without it, and then it has this.
  { module: 'node:http2', by: 'undici', standIn: 'module.exports = { constants: {} };' },
  // For a `fetch` that nobody calls: all calls go through undici's pool.
  { module: 'node:https', by: 'node-fetch', standIn: 'module.exports = {};' },
  { module: 'node:tls', by: 'node-fetch', standIn: 'module.exports = {};' },
  // For metrics that are sent and not asked for.
  { module: 'https', by: 'prom-client', standIn: 'module.exports = {};' },
];

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
      resolveId(source, importer) {
        const index = unneeded.findIndex(({ module, by }) => module === source && importer?.split(/[\\/]/).includes(by));
        if (index < 0) return undefined;
        found.add(index);
        return `${virtual}${index}`;
      },
      load: (id) => (id.startsWith(virtual) ? unneeded[Number(id.slice(virtual.length))]?.standIn : undefined),
      buildEnd() {
        const gone = unneeded.filter((_one, index) => !found.has(index));
        if (gone.length > 0) this.error(`nothing loads this any more, so it needs no stand-in: ${JSON.stringify(gone)}`);
      },
    },
  ],
  // ASCII without comments: of any other text V8 keeps two bytes for each character.
  output: { dir: 'dist', cleanDir: true, format: 'esm', charset: 'ascii', comments: false },
});
