import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkArchitecture } from './support/architecture-rules.ts';
import { PROJECT_ROOT } from './support/project-root.ts';

type Files = Readonly<Record<string, string>>;

function check(files: Files): readonly string[] {
  const root = mkdtempSync(path.join(os.tmpdir(), 'aistack-architecture-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, 'src', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return checkArchitecture(root);
}

test('the project keeps its own rules', () => {
  expect(checkArchitecture(PROJECT_ROOT)).toEqual([]);
});

test('what the rules allow is not reported', () => {
  const allowed: Files = {
    'kernel/hash.ts': "import { createHash } from 'node:crypto';\nexport const h = createHash;",
    'kinds/shared/name.ts': "import { z } from 'zod';\nexport const name = z.string();",
    'kinds/maia/instance.ts': "import { name } from '../shared/name.ts';\nexport const spec = name;",
    'templates/maia/service.ts':
      "import type { V1Service } from '@kubernetes/client-node';\nimport { spec } from '../../kinds/maia/instance.ts';\nexport const make = (): V1Service => ({ kind: String(spec) });",
    'cluster/kube-api.ts': 'export interface KubeApi { get(): void }\nexport const at = (): number => Date.now();',
    'cluster/exotic.ts': "export const load = async (): Promise<unknown> => import('@kubernetes/client-node');",
    'reconcile/engine/contract.ts': "import type { KubeApi } from '../../cluster/kube-api.ts';\nexport type Contract = KubeApi;",
    'reconcile/maia/plan.ts': "import type { Contract } from '../engine/contract.ts';\nexport type Plan = Contract;",
    'sandbox/server.ts': 'export const server = 1;',
    'commands/sandbox/up.ts': "export default class Up { run = async (): Promise<unknown> => import('../../sandbox/server.ts'); }",
    'kernel/hash.test.ts': "import { server } from '../sandbox/server.ts';\nconsole.log(server, Date.now());",
  };
  expect(check(allowed)).toEqual([]);
});

const CLIENT = '@kubernetes/client-node';

test.each<[string, Files, string]>([
  ['kernel', { 'kernel/a.ts': "import 'node:fs';" }, 'src/kernel/a.ts:1 kernel may not import node:fs'],
  ['kinds', { 'kinds/maia/a.ts': "import 'yaml';" }, 'src/kinds/maia/a.ts:1 kinds may not import yaml'],
  [
    'templates',
    { 'templates/maia/a.ts': "import '../../cluster/b.ts';", 'cluster/b.ts': '' },
    'src/templates/maia/a.ts:1 templates may not import cluster',
  ],
  [
    'types of client-node',
    { 'templates/maia/a.ts': `import { x } from '${CLIENT}';\nx();` },
    `src/templates/maia/a.ts:1 templates may import types of ${CLIENT} only`,
  ],
  [
    'manifests',
    { 'manifests/a.ts': "export * from '../output/b.ts';", 'output/b.ts': '' },
    'src/manifests/a.ts:1 manifests may not import output',
  ],
  [
    'engine and systems',
    { 'reconcile/engine/a.ts': "import '../other/b.ts';", 'reconcile/other/b.ts': '' },
    'src/reconcile/engine/a.ts:1 reconcile/engine may not import reconcile',
  ],
  [
    'engine and cluster',
    { 'reconcile/engine/a.ts': "import '../../cluster/rest.ts';", 'cluster/rest.ts': '' },
    'src/reconcile/engine/a.ts:1 reconcile/engine may import of cluster only src/cluster/kube-api.ts and src/cluster/api-error.ts',
  ],
  [
    'types of the engine',
    { 'reconcile/maia/a.ts': "import { b } from '../engine/b.ts';\nb();", 'reconcile/engine/b.ts': '' },
    'src/reconcile/maia/a.ts:1 reconcile may import types of reconcile/engine only',
  ],
  [
    'systems apart',
    { 'reconcile/maia/a.ts': "import '../../kinds/kaos/b.ts';", 'kinds/kaos/b.ts': '' },
    'src/reconcile/maia/a.ts:1 reconcile is of maia and may not import kinds of kaos',
  ],
  [
    'adapters',
    { 'adapters/maia/a.ts': "import '../../templates/maia/b.ts';", 'templates/maia/b.ts': '' },
    'src/adapters/maia/a.ts:1 adapters may not import templates',
  ],
  [
    'client-node in cluster',
    { 'cluster/a.ts': `import { x } from '${CLIENT}';\nx();` },
    `src/cluster/a.ts:1 cluster may import ${CLIENT} by import() only`,
  ],
  ['sandbox', { 'output/a.ts': "import '../sandbox/b.ts';", 'sandbox/b.ts': '' }, 'src/output/a.ts:1 output may not import sandbox'],
  [
    'sandbox in commands',
    { 'commands/a.ts': "void import('../sandbox/b.ts');", 'sandbox/b.ts': '' },
    'src/commands/a.ts:1 commands may not import sandbox',
  ],
  [
    'sandbox not lazily',
    { 'commands/sandbox/up.ts': "import '../../sandbox/b.ts';", 'sandbox/b.ts': '' },
    'src/commands/sandbox/up.ts:1 commands may import sandbox by import() only',
  ],
  ['ui', { 'ui/a.tsx': "import 'zod';\nexport const A = () => <a />;" }, 'src/ui/a.tsx:1 ui may not import zod'],
  [
    'ui in commands',
    { 'commands/a.ts': "import '../ui/b.tsx';", 'ui/b.tsx': '' },
    'src/commands/a.ts:1 commands may import ui by import() only',
  ],
  [
    'listr2 in commands',
    { 'commands/a.ts': "import { Listr } from 'listr2';\nnew Listr([]);" },
    'src/commands/a.ts:1 commands may import listr2 by import() only',
  ],
  ['tests and tools', { 'kernel/a.ts': "import '../../test/support/b.ts';" }, 'src/kernel/a.ts:1 kernel may not import test/support/b.ts'],
  ['the layout', { 'helpers/a.ts': '' }, 'src/helpers/a.ts:1 lies in no folder of the layout'],
  [
    'import rings',
    {
      'kernel/a.ts': "import './b.ts';",
      'kernel/b.ts': "import type { C } from './c.ts';\nexport type B = C;",
      'kernel/c.ts': "export * from './a.ts';",
    },
    'src/kernel/a.ts:1 imports in a ring: src/kernel/a.ts, src/kernel/b.ts, src/kernel/c.ts',
  ],
  ['default exports', { 'kernel/a.ts': 'export default 1;' }, 'src/kernel/a.ts:1 has a default export'],
  ['default functions', { 'kernel/a.ts': 'export default function f(): void {}' }, 'src/kernel/a.ts:1 has a default export'],
  ['the clock', { 'kernel/a.ts': '\nexport const a = Date.now();' }, 'src/kernel/a.ts:2 uses Date.now'],
  ['the date', { 'reconcile/maia/a.ts': 'export const a = new Date();' }, 'src/reconcile/maia/a.ts:1 uses new Date()'],
  ['randomness', { 'templates/maia/a.ts': 'export const a = Math.random();' }, 'src/templates/maia/a.ts:1 uses Math.random'],
  ['random ids', { 'kernel/a.ts': "import { randomUUID } from 'node:crypto';\nrandomUUID();" }, 'src/kernel/a.ts:1 uses randomUUID'],
  ['the environment', { 'output/a.ts': "export const a = process.env['NO_COLOR'];" }, 'src/output/a.ts:1 uses process.env'],
  ['the console', { 'reconcile/engine/a.ts': "console.log('x');" }, 'src/reconcile/engine/a.ts:1 uses console'],
  [
    'a system in the engine',
    { 'reconcile/engine/a.ts': "export const a = (id: string): boolean => id === 'kaos';" },
    'src/reconcile/engine/a.ts:1 names the system kaos',
  ],
  ['a system in a name', { 'reconcile/engine/a.ts': 'export const maiaTenants = 1;' }, 'src/reconcile/engine/a.ts:1 names the system maia'],
  [
    'kinds in templates',
    { 'templates/maia/a.ts': "export const a = (o: { kind: string }): boolean => o.kind === 'Model';" },
    "src/templates/maia/a.ts:1 looks at a kind's name",
  ],
])('a broken rule is reported: %s', (_rule, files, expected) => {
  expect(check(files)).toEqual([expected]);
});
