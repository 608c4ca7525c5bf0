import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownCommands } from './support/command-examples.ts';
import { PROJECT_ROOT } from './support/project-root.ts';

/** The limit for all that one everyday command reads, the YAML reader for its kubeconfig included. */
const HOT_PATH_BYTES = 500 * 1024;

let outdir: string;
let graph: Metafile;

beforeAll(async () => {
  outdir = await mkdtemp(path.join(os.tmpdir(), 'aistack-graph-'));
  await promisify(execFile)(process.execPath, [path.join(PROJECT_ROOT, 'tools', 'build.ts'), '--bundle-only', `--outdir=${outdir}`]);
  graph = JSON.parse(await readFile(path.join(outdir, 'graph.json'), 'utf8')) as Metafile;
}, 240_000);

afterAll(async () => {
  await rm(outdir, { recursive: true, force: true });
});

function outputOf(name: string): string {
  const found = Object.keys(graph.outputs).find((output) => output.endsWith(`/${name}.js`));
  if (found === undefined) throw new Error(`the build has no ${name}`);
  return found;
}

/** Every output and every package outside the bundle that is loaded when an output is: through static imports only. */
function loadedBy(name: string): {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly outside: readonly string[];
} {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = (output: string): void => {
    if (seen.has(output)) return;
    seen.add(output);
    for (const imported of graph.outputs[output]?.imports ?? []) {
      if (imported.kind === 'dynamic-import') continue;
      if (imported.external === true) outside.add(imported.path);
      else visit(imported.path);
    }
  };
  visit(outputOf(name));
  return {
    outputs: [...seen],
    inputs: [...seen].flatMap((output) => Object.keys(graph.outputs[output]?.inputs ?? {})),
    outside: [...outside],
  };
}

function packagesIn(inputs: readonly string[]): ReadonlySet<string> {
  return new Set(inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []));
}

const HEAVY = ['react', 'ink', 'listr2', '@kubernetes/client-node'];

/** The command files of the build: every command has one. */
function commandOutputs(): readonly string[] {
  return Object.keys(graph.outputs).flatMap((output) => /(?:^|\/)(commands\/.+)\.js$/.exec(output)?.[1] ?? []);
}

/** Which of the heavy packages come with an output. */
function heavyIn(name: string): readonly string[] {
  const { inputs, outside } = loadedBy(name);
  const packages = packagesIn(inputs);
  return [...HEAVY.filter((heavy) => packages.has(heavy)), ...outside.filter((name_) => HEAVY.some((heavy) => name_.startsWith(heavy)))];
}

describe('what a command loads', () => {
  test('main, and every command: nothing that draws, and not the large client', async () => {
    const names = ['main', ...commandOutputs()];
    expect(names.length).toBeGreaterThan((await knownCommands()).length);
    expect(Object.fromEntries(names.map((name) => [name, heavyIn(name)]).filter(([, heavy]) => heavy?.length !== 0))).toEqual({});
  });

  test.each(['main', 'commands/version'])('%s: no cluster client, no schemas, no YAML', (name) => {
    const { inputs } = loadedBy(name);
    expect(inputs.filter((input) => /^src\/(cluster|kinds|reconcile|templates)\//.test(input) && !input.endsWith('api-error.ts'))).toEqual(
      [],
    );
    expect([...packagesIn(inputs)].filter((name_) => ['zod', 'yaml', 'string-width'].includes(name_))).toEqual([]);
  });

  test.each(['commands/get', 'commands/status'])('%s: the client, but no schema of a kind, no reconciler, no YAML writer', (name) => {
    const { inputs } = loadedBy(name);
    expect(inputs.filter((input) => /^src\/(kinds|reconcile|templates)\//.test(input))).toEqual([]);
    expect([...packagesIn(inputs)].filter((name_) => ['yaml', 'string-width'].includes(name_))).toEqual([]);
  });

  test('completion: no command and no schema, and the client only for names of a cluster', () => {
    const chunkOf = (source: string): string => {
      const found = Object.entries(graph.outputs).find(([, { entryPoint }]) => entryPoint === source);
      return path.basename(found?.[0] ?? source, '.js');
    };
    const all = chunkOf('src/commands/shared/complete/run-complete.ts');
    expect(
      loadedBy(all).inputs.filter((input) => /^src\/(cluster|kinds|reconcile|templates)\/|^src\/commands\/[^/]+\.ts$/.test(input)),
    ).toEqual([]);
    expect([...packagesIn(loadedBy(all).inputs)].filter((name_) => ['zod', 'yaml', 'string-width'].includes(name_))).toEqual([]);
    expect([...heavyIn(all), ...heavyIn(chunkOf('src/commands/shared/complete/cluster-live.ts'))]).toEqual([]);
  });

  test('render loads its reconcilers only when it runs', () => {
    expect(loadedBy('commands/render').inputs.filter((input) => /^src\/(reconcile|templates)\//.test(input))).toEqual([]);
  });
});

test.each(['commands/version', 'commands/get', 'commands/status', 'commands/install', 'commands/uninstall'])(
  'what %s reads stays small',
  (name) => {
    const yaml = Object.keys(graph.outputs).filter((output) =>
      Object.keys(graph.outputs[output]?.inputs ?? {}).some((input) => input.includes('node_modules/yaml/')),
    );
    const read = new Set([...loadedBy('main').outputs, ...loadedBy(name).outputs, ...yaml]);
    const bytes = [...read].reduce((sum, output) => sum + (graph.outputs[output]?.bytes ?? 0), 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(HOT_PATH_BYTES);
  },
);
