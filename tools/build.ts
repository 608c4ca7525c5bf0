import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Plugin } from '@oclif/core/config';
import { build } from 'esbuild';
import type { Metafile, Plugin as EsbuildPlugin } from 'esbuild';
import { SYSTEMS } from '../src/registry.ts';
import { thirdPartyNotices } from './third-party.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const COMMANDS = path.join(ROOT, 'src', 'commands');
const NOTICES = 'THIRD-PARTY.txt';

/** TypeScript is named by oclif's loader of sources, which a bundle never runs. Everything else is in the bundle: it needs nothing but Node. */
const EXTERNAL = ['typescript'];

const MODULES = path.join(ROOT, 'node_modules');
const ALIAS = {
  // Its ES modules instead of its CommonJS: what is not used falls away, and `import()` of it gives its names.
  yaml: path.join(MODULES, 'yaml', 'browser', 'index.js'),
  // Only its configuration (legacy auth providers, SOCKS): the models of all of Kubernetes stay out.
  '@kubernetes/client-node': path.join(MODULES, '@kubernetes', 'client-node', 'dist', 'config.js'),
};

/** CommonJS packages inside an ES module bundle still call `require`. */
const BANNER = "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/** Packages that oclif loads at the start for what this program never does, and what stands in for them. */
const UNUSED: Readonly<Record<string, string>> = {
  // Finds command files: the manifest lists them.
  tinyglobby: 'export const glob = () => { throw new Error("run npm run prepare: oclif.manifest.json is missing"); };',
  // Tells plugins by a pattern: there are none.
  minimatch: 'export const minimatch = () => false;',
  // oclif's own tracing, off unless DEBUG is set; it asks for the terminal's colours at once.
  debug: 'export default () => Object.assign(() => {}, { enabled: false });',
  // Eighty kinds of spinner: nothing here spins by oclif.
  'cli-spinners': "export default { dots2: { frames: ['-'] }, line: { frames: ['-'] } };",
  // What Ink connects to when DEV is set: a tool for its makers, and no part of it.
  'react-devtools-core': 'export default { initialize() {}, connectToDevTools() {} };',
};

/** Puts the stand-ins into the bundle: 85 KB less to read at every start. */
function withoutUnused(): EsbuildPlugin {
  const filter = new RegExp(`^(${Object.keys(UNUSED).join('|')})$`);
  return {
    name: 'without-unused',
    setup(setup) {
      setup.onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'unused' }));
      setup.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path: name }) => ({ contents: UNUSED[name] ?? '' }));
    },
  };
}

/**
 * Node's own modules without their ES module façade. Making one reads every export once, and some are getters that load much more: to
 * import `node:http` costs 20 ms, because its `WebSocket` loads a whole HTTP client.
 */
function plainBuiltins(): EsbuildPlugin {
  return {
    name: 'plain-builtins',
    setup(setup) {
      setup.onResolve({ filter: /./ }, ({ path: name, kind }) => {
        if (!isBuiltin(name)) return undefined;
        return kind === 'dynamic-import' ? { path: name, external: true } : { path: name, namespace: 'builtin' };
      });
      setup.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`,
      }));
    },
  };
}

/**
 * `import { z } from 'zod'` names the whole library as one value, translations and all; as a namespace import it is the same to the code,
 * and what is not used falls away (300 KB).
 */
function onlyUsedZod(): EsbuildPlugin {
  return {
    name: 'only-used-zod',
    setup(setup) {
      setup.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, async ({ path: file }) => {
        if (file.includes('node_modules')) return undefined;
        const text = await readFile(file, 'utf8');
        const contents = text.replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';");
        return { contents, loader: file.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
}

/** The command files: everything under src/commands but tests and the shared folders. */
async function commandFiles(): Promise<readonly string[]> {
  const names = await readdir(COMMANDS, { recursive: true });
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.split(path.sep).includes('shared')).toSorted();
}

/** A command file without `.ts` and without the folder of its system: oclif makes the command's words from the path. */
function commandPath(name: string): string {
  const [first = '', ...rest] = name.replace(/\.ts$/, '').split(path.sep);
  return SYSTEMS.some(({ id }) => id === first) ? path.join(...rest) : path.join(first, ...rest);
}

/** Bundles the program into `outdir`, one entry per command, code that several need in shared chunks. Gives esbuild's module graph. */
async function bundle(outdir: string): Promise<Metafile> {
  const commands = (await commandFiles()).map((name) => ({
    in: path.join(COMMANDS, name),
    out: path.join('commands', commandPath(name)),
  }));
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: path.join(COMMANDS, 'shared', 'main.ts'), out: 'main' }, ...commands],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.13',
    minify: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    external: EXTERNAL,
    // React without its checks for makers.
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: ALIAS,
    plugins: [withoutUnused(), plainBuiltins(), onlyUsedZod()],
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
}

/** Removes what an earlier build left. Nothing is removed before the new files are there: a program that is built anew may be running. */
async function removeStale(outdir: string, graph: Metafile): Promise<void> {
  const made = new Set(Object.keys(graph.outputs).map((output) => path.resolve(ROOT, output)));
  for (const own of ['graph.json', NOTICES]) made.add(path.join(outdir, own));
  for (const entry of await readdir(outdir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !made.has(path.resolve(file))) await rm(file);
  }
}

/** oclif's manifest: its help reads the commands from it and loads none of them. */
async function writeManifest(): Promise<void> {
  const plugin = new Plugin({ ignoreManifest: true, errorOnManifestCreate: true, root: ROOT });
  await plugin.load();
  await writeFile(path.join(ROOT, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

const { values } = parseArgs({
  options: { outdir: { type: 'string', default: path.join(ROOT, 'dist') }, 'bundle-only': { type: 'boolean', default: false } },
});
await mkdir(values.outdir, { recursive: true });
const graph = await bundle(values.outdir);
await writeFile(path.join(values.outdir, 'graph.json'), JSON.stringify(graph));
await writeFile(path.join(values.outdir, NOTICES), await thirdPartyNotices(graph, ROOT));
await removeStale(values.outdir, graph);
if (!values['bundle-only']) await writeManifest();
