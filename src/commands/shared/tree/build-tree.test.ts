import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONFIG_MAP, DEPLOYMENT, NAMESPACE, PERSISTENT_VOLUME_CLAIM, SECRET } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { sampleObject, sampleWidget, WIDGET } from '../../../../test/support/sample-objects.ts';
import { POD, REPLICA_SET } from '../describe-object/known-types.ts';
import type { OwnedObject } from '../describe-object/owned-objects.ts';
import { buildTree, type TreeParts, type UsedObject } from './build-tree.ts';
import { foldTree } from './fold-tree.ts';
import { formatCompact } from './format-compact.ts';
import { formatTree, type TreeLayout } from './format-tree.ts';
import type { TreeNode } from './tree-node.ts';
import { treeGraph } from './tree-graph.ts';
import { wantedConditions } from './wanted-conditions.ts';
import { entryPointOf } from '../entry-point.ts';

function owned(type: ResourceType, name: string, parentUid: string, more: Partial<KubeObject> = {}): OwnedObject {
  return { type, object: { ...sampleObject(type, { namespace: 'ns', name }), ...more }, parentUid, ownership: 'controlled' };
}

const READY = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] } };
const OWNED: readonly OwnedObject[] = [
  owned(DEPLOYMENT, 'web', 'uid-w', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }),
  owned(REPLICA_SET, 'web-1', 'uid-web', { spec: { replicas: 3 }, status: { readyReplicas: 2 } }),
  owned(POD, 'web-1-10', 'uid-web-1', READY),
  owned(POD, 'web-1-9', 'uid-web-1', READY),
  owned(POD, 'web-1-8', 'uid-web-1', {
    status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] },
  }),
  owned(CONFIG_MAP, 'settings', 'uid-w', { data: { a: '1', b: '2', c: '3', d: '4' } }),
  {
    ...owned(PERSISTENT_VOLUME_CLAIM, 'data', 'uid-w', { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }),
    ownership: 'retained',
  },
];

function used(
  name: string,
  found: UsedObject['found'],
  more: Partial<UsedObject['reference']> = {},
  missingKeys: readonly string[] = [],
): UsedObject {
  return { reference: { type: SECRET, namespace: 'ns', name, field: 'spec.keys', optional: false, ...more }, found, missingKeys };
}

const PARTS: TreeParts = {
  root: sampleWidget({ status: { phase: 'Pending' } }),
  owned: OWNED,
  types: [CONFIG_MAP, PERSISTENT_VOLUME_CLAIM, DEPLOYMENT, REPLICA_SET, POD],
  uses: [
    used('absent', { state: 'absent' }),
    used('hidden', { state: 'unknown', why: 'forbidden' }),
    used('spare', { state: 'absent' }, { optional: true }),
    used('half', { state: 'present', object: sampleObject(SECRET, { namespace: 'ns', name: 'half' }) }, {}, ['tls.key']),
  ],
  usedBy: [{ object: sampleObject(WIDGET, { namespace: 'other', name: 'user' }), field: 'spec.ref' }],
};

const LAYOUT: TreeLayout = {
  style: { color: false, unicode: true },
  now: Date.parse('2026-01-01T00:01:00Z'),
  showsConditions: () => false,
};
const text = (tree: TreeNode, layout: Partial<TreeLayout> = {}): Promise<string> =>
  formatTree(foldTree(tree, { expand: false }), { ...LAYOUT, ...layout });

test('kinds in the order of the types, names in natural order, equal ones as one; then what it uses and who uses it', async () => {
  const lines = (await text(buildTree(PARTS))).replaceAll(/ {2,}(?=[✔◌·⚠✖])/g, '  ').split('\n');
  expect(lines).toEqual([
    'Widget/w  ◌ Pending',
    '├─ ConfigMap/settings  · 4 keys',
    '├─ PersistentVolumeClaim/data  ✔ Bound, 1Gi (stays when its owner is deleted)',
    '├─ Deployment/web  ◌ 1 of 2 ready',
    '│  └─ ReplicaSet/web-1  ◌ 2 of 3 ready',
    '│     ├─ Pod/web-1-8  ⚠ Pending: ImagePullBackOff',
    '│     └─ Pod/web-1-{9,10} ×2 same  ✔ Running, ready',
    '├╌ uses Secret/absent  ✖ missing (spec.keys)',
    '├╌ uses Secret/hidden  · may not be read (spec.keys)',
    '├╌ uses Secret/spare  · missing (optional) (spec.keys)',
    '├╌ uses Secret/half  ✖ there is no key tls.key in it (spec.keys)',
    '╰╌ used by Widget/other/user  · (spec.ref)',
    '',
  ]);
});

test('the order in which lists came does not matter', () => {
  const tree = buildTree(PARTS);
  fc.assert(
    fc.property(fc.shuffledSubarray([...OWNED], { minLength: OWNED.length }), (shuffled) => {
      expect(buildTree({ ...PARTS, owned: shuffled })).toEqual(tree);
    }),
  );
});

test('what only an operator looks for is needed while the object is not well', () => {
  const parts: TreeParts = {
    ...PARTS,
    uses: [{ ...used('x', { state: 'absent' }), reference: { type: SECRET, name: 'x', optional: false } }],
  };
  const state = (root: KubeObject): unknown => buildTree({ ...parts, root }).children.find(({ relation }) => relation === 'uses')?.state;
  expect([state(parts.root), state(sampleWidget({ status: { phase: 'Running' } }))]).toEqual(['missing', 'missing (not needed)']);
});

test('ASCII, colours, a narrow terminal, conditions below their node', async () => {
  const tree = buildTree(PARTS);
  const ascii = await text(tree, { style: { color: false, unicode: false } });
  expect(ascii).toMatch(/^[\n -~]+$/);
  expect(ascii).toContain('`-- Pod/web-1-{9,10} x2 same');
  expect(ascii).toMatch(/\|\.\. uses Secret\/absent +x missing/);
  const narrow = await text(tree, { style: { color: false, unicode: true, width: 60 } });
  expect(narrow).toContain('(stays when…\n');
  expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBe(60);
  const tiny = await text(tree, { style: { color: false, unicode: true, width: 24 }, showsConditions: () => true });
  expect(Math.max(...tiny.split('\n').map((line) => line.length))).toBeLessThanOrEqual(24);
  expect(await text(tree, { style: { color: true, unicode: true } })).toContain('\u001B[31m✖ missing');
  const conditions = await text(tree, { showsConditions: ({ kind }) => kind === 'Pod' });
  expect(conditions).toContain('\n│           Ready=True (60s)\n');
});

test('wishes for conditions name kinds in any way', () => {
  const tree = buildTree(PARTS);
  const wanted = wantedConditions(['po', 'Deployments/web', 'configmap/nope'], entryPointOf('kubectl-maia'));
  const pod = tree.children[2]?.children[0]?.children[0];
  expect(pod?.kind).toBe('Pod');
  if (pod === undefined) return;
  expect([wanted.includes(pod), wanted.names(pod), wanted.includes(tree)]).toEqual([true, false, false]);
  expect(wanted.unanswered([tree])).toEqual(['configmap/nope']);
  expect(() => wantedConditions(['a/b/c'], entryPointOf('kubectl-maia'))).toThrow('--show-conditions cannot be "a/b/c"');
});

test('one line for each kind', async () => {
  expect(await formatCompact(buildTree(PARTS), LAYOUT.style)).toBe(`Widget/w  ◌ Pending
  ConfigMap             ×1  · keys a, b, c, d
  PersistentVolumeClaim ×1  ✔ Bound, 1Gi
  Deployment            ×1  ◌ 1 of 2 ready
  ReplicaSet            ×1  ◌ 2 of 3 ready
  Pod                   ×3  ⚠ 1 Pending: ImagePullBackOff, ✔ 2 Running, ready
  uses Secret           ×4  ✖ 2 failed, · 2 without a state
  used by Widget        ×1
`);
});

test('as a graph: arrows from owners and users, dashed where something is used', () => {
  const { nodes, edges } = treeGraph([foldTree(buildTree(PARTS), { expand: false })]);
  expect(nodes.map(({ kind, name, missing }) => `${kind} ${name}${missing ? ' missing' : ''}`)).toContain('Pod web-1-{9,10} ×2');
  expect(nodes.filter(({ missing }) => missing).map(({ name }) => name)).toEqual(['absent', 'spare']);
  expect(edges.map(({ from, to, type, satisfied, dashed }) => [from, type, to, satisfied, dashed ?? false])).toEqual(
    expect.arrayContaining([
      ['Widget.test.dev/ns/w', 'owns', 'Deployment.apps/ns/web', true, false],
      ['Widget.test.dev/ns/w', 'uses', 'Secret/ns/absent', false, true],
      ['Widget.test.dev/other/user', 'uses', 'Widget.test.dev/ns/w', true, true],
    ]),
  );
});

test('what would outlive its owner goes with a namespace that goes', () => {
  const space: OwnedObject = {
    type: NAMESPACE,
    object: sampleObject(NAMESPACE, { name: 'ns' }),
    parentUid: 'uid-w',
    ownership: 'controlled',
  };
  const ownership = (all: readonly OwnedObject[]): unknown =>
    buildTree({ ...PARTS, owned: all }).children.find(({ name }) => name === 'data')?.ownership;
  expect([ownership(OWNED), ownership([...OWNED, space])]).toEqual(['retained', 'derived']);
});
