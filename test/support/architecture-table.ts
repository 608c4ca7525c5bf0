/** The places a file of `src` can lie in. `reconcile` and the like without a slash are the folders of the systems. */
export type Area =
  | 'kernel'
  | 'kinds'
  | 'templates'
  | 'manifests'
  | 'reconcile/engine'
  | 'reconcile'
  | 'adapters'
  | 'cluster'
  | 'sandbox'
  | 'output'
  | 'ui'
  | 'commands'
  | 'registry';

/** What the files of an area may import. Files of the same area are always allowed (of the same system, where the area has systems). */
export interface AreaRule {
  /** Other areas. With `types`: by `import type` only. With `files`: these files only. */
  readonly areas: readonly { readonly area: Area; readonly types?: true; readonly files?: readonly string[] }[];
  /** Packages, `node:crypto` by name, `node:*` for all of Node. */
  readonly packages: readonly string[];
  /** Packages that may be imported as types. */
  readonly typePackages?: readonly string[];
  /** Areas and packages that may be imported by `import()` only (types by `import type` as well). */
  readonly lazy?: readonly string[];
  /** Whether clock, randomness, environment and console may be used directly. */
  readonly ambient?: true;
}

const CLIENT_NODE = '@kubernetes/client-node';

const ANY: readonly { readonly area: Area }[] = [
  { area: 'kernel' },
  { area: 'kinds' },
  { area: 'templates' },
  { area: 'manifests' },
  { area: 'reconcile/engine' },
  { area: 'reconcile' },
  { area: 'adapters' },
  { area: 'cluster' },
  { area: 'output' },
  { area: 'commands' },
  { area: 'registry' },
];

/** Who may import whom. */
export const ARCHITECTURE: Readonly<Record<Area, AreaRule>> = {
  kernel: { areas: [], packages: ['node:crypto'] },
  kinds: { areas: [{ area: 'kernel' }], packages: ['zod'] },
  templates: { areas: [{ area: 'kernel' }, { area: 'kinds' }], packages: ['yaml'], typePackages: [CLIENT_NODE] },
  manifests: { areas: [{ area: 'kernel' }, { area: 'kinds' }, { area: 'templates' }], packages: ['yaml'] },
  'reconcile/engine': {
    areas: [{ area: 'kernel' }, { area: 'cluster', files: ['src/cluster/kube-api.ts', 'src/cluster/api-error.ts'] }],
    packages: ['node:http'],
  },
  reconcile: {
    areas: [{ area: 'kernel' }, { area: 'kinds' }, { area: 'templates' }, { area: 'reconcile/engine', types: true }],
    packages: [],
    // What a planner reads of live workloads has the shapes that templates write.
    typePackages: [CLIENT_NODE],
  },
  adapters: { areas: [{ area: 'kernel' }, { area: 'cluster' }, { area: 'reconcile' }], packages: ['zod'], ambient: true },
  cluster: {
    areas: [{ area: 'kernel' }],
    packages: ['zod', 'yaml', 'node:*'],
    typePackages: [CLIENT_NODE, 'ws'],
    lazy: [CLIENT_NODE, 'ws'],
    ambient: true,
  },
  sandbox: {
    areas: [{ area: 'kernel' }, { area: 'kinds' }, { area: 'manifests' }],
    packages: ['yaml', 'node:*', '@marcbachmann/cel-js', '@peculiar/x509', 'reflect-metadata', 'ws'],
    ambient: true,
  },
  output: { areas: [{ area: 'kernel' }], packages: ['yaml', 'string-width'] },
  ui: { areas: [{ area: 'kernel' }, { area: 'output' }], packages: ['ink', 'react'] },
  commands: { areas: ANY, packages: ['*'], lazy: ['ui', 'sandbox', 'listr2', CLIENT_NODE], ambient: true },
  registry: { areas: ANY, packages: ['*'], lazy: ['ui', 'sandbox', 'listr2', CLIENT_NODE] },
};

/** Files outside the areas above that may use clock, randomness, environment and console: where the engine is put together. */
export const COMPOSITION_ROOTS: readonly string[] = [];

/** The systems' ids: nothing in the engine may name one. */
export const SYSTEM_WORDS: readonly string[] = ['maia', 'abi', 'neurallog', 'kaos', 'marie'];
