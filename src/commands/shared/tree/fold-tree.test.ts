import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTree } from './cut-tree.ts';
import { foldTree, type FoldedNode } from './fold-tree.ts';
import { liveNodes } from './live-nodes.ts';
import type { TreeNode } from './tree-node.ts';

let serial = 0;

function node(kind: string, name: string, more: Partial<TreeNode> = {}): TreeNode {
  serial += 1;
  return {
    apiVersion: 'v1',
    kind,
    namespace: 'n',
    name,
    uid: `uid-${String(serial)}`,
    relation: 'child',
    presence: 'present',
    health: 'healthy',
    state: 'ready',
    conditions: [],
    children: [],
    ...more,
  };
}

const { tree: anyNode } = fc.letrec<{ tree: TreeNode }>((tie) => ({
  tree: fc
    .record({
      kind: fc.constantFrom('Pod', 'Service'),
      relation: fc.constantFrom('child' as const, 'uses' as const),
      state: fc.constantFrom('ready', 'not ready'),
      status: fc.constantFrom('True', 'False'),
      children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 5 })),
    })
    .map(({ kind, relation, state, status, children }) =>
      node(kind, `name-${String(serial)}`, { relation, state, conditions: [{ type: 'Ready', status }], children }),
    ),
}));
const anyTree = fc.array(anyNode, { maxLength: 8 }).map((children) => node('Thing', 'main', { relation: 'root', children }));

function parents(tree: TreeNode): ReadonlyMap<string, TreeNode> {
  return new Map(tree.children.flatMap((child) => [[child.uid ?? '', tree] as const, ...parents(child)]));
}

function everyFolded(folded: FoldedNode): readonly FoldedNode[] {
  return [folded, ...folded.children.flatMap(everyFolded)];
}

test('folding loses nothing: every node is in one folded node, below the one that its parent is in; counts add up', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const above = parents(tree);
      const all = everyFolded(foldTree(tree, { expand: false }));
      expect(all.reduce((sum, { nodes }) => sum + nodes.length, 0)).toBe(above.size + 1);
      expect(new Set(all.flatMap(({ nodes }) => nodes)).size).toBe(above.size + 1);
      for (const { nodes, children } of all) {
        for (const child of children.flatMap((folded) => folded.nodes)) expect(nodes).toContain(above.get(child.uid ?? ''));
      }
    }),
  );
});

test('what is folded is equal but for names, and siblings that are left are not', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      for (const { nodes, children } of everyFolded(foldTree(tree, { expand: false }))) {
        const bare = ({ kind, relation, state, conditions, children: below }: TreeNode): unknown => [
          kind,
          relation,
          state,
          conditions,
          below.map((child) => JSON.stringify(bare(child))).toSorted(),
        ];
        expect(new Set(nodes.map((one) => JSON.stringify(bare(one)))).size).toBe(1);
        const heads = children.map((child) => JSON.stringify(bare(child.nodes[0])));
        expect(new Set(heads).size).toBe(heads.length);
      }
    }),
  );
});

test('expanded, each node stands alone, in the order of the tree', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const unfold = ({ nodes: [first], children }: FoldedNode): TreeNode => ({ ...first, children: children.map(unfold) });
      const folded = foldTree(tree, { expand: true });
      expect(everyFolded(folded).every(({ nodes }) => nodes.length === 1)).toBe(true);
      expect(unfold(folded)).toEqual(tree);
    }),
  );
});

test('another reason, another namespace or a wish keeps siblings apart; another message does not', () => {
  const pods = [
    node('Pod', 'a-0', { conditions: [{ type: 'Ready', status: 'False', reason: 'X', message: 'one' }] }),
    node('Pod', 'a-1', { conditions: [{ type: 'Ready', status: 'False', reason: 'X', message: 'two' }] }),
    node('Pod', 'a-2', { conditions: [{ type: 'Ready', status: 'False', reason: 'Y' }] }),
    node('Pod', 'a-3', { namespace: 'other' }),
  ];
  const tree = node('Thing', 'main', { children: pods });
  const sizes = (apart?: (one: TreeNode) => boolean): readonly number[] =>
    foldTree(tree, { expand: false, ...(apart !== undefined && { apart }) }).children.map(({ nodes }) => nodes.length);
  expect(sizes()).toEqual([2, 1, 1]);
  expect(sizes(({ name }) => name === 'a-1')).toEqual([1, 1, 1, 1]);
});

test('fields of a list count as one', () => {
  const used = (name: string, index: number): TreeNode => node('Agent', name, { relation: 'uses', field: `spec.access[${String(index)}]` });
  const tree = node('Agent', 'main', { children: [used('w-1', 0), used('w-2', 1)] });
  expect(foldTree(tree, { expand: false }).children.map(({ nodes }) => nodes.length)).toEqual([2]);
});

test('a cut tree says how many are below', () => {
  fc.assert(
    fc.property(anyTree, fc.nat(3), (tree, depth) => {
      const shown = (one: TreeNode): number => 1 + (one.hidden ?? 0) + one.children.reduce((sum, child) => sum + shown(child), 0);
      const deepest = (one: TreeNode): number => Math.max(0, ...one.children.map((child) => 1 + deepest(child)));
      const cut = cutTree(tree, depth);
      expect(shown(cut)).toBe(parents(tree).size + 1);
      expect(deepest(cut)).toBeLessThanOrEqual(depth);
      expect(cutTree(tree, Infinity)).toEqual(tree);
    }),
  );
});

test('the nodes of the live screen', () => {
  const tree = node('AbiInstance', 'vision', {
    relation: 'root',
    children: [
      node('StatefulSet', 'vision', {
        health: 'pending',
        state: '0 of 2 ready',
        children: [0, 1].map((at) => node('Pod', `vision-${String(at)}`, { health: 'pending', state: 'Pending: Unschedulable' })),
      }),
      node('Secret', 'keys', { relation: 'uses', presence: 'absent', health: 'failed', state: 'missing' }),
      node('Other', 'user', { relation: 'usedBy' }),
    ],
  });
  const leaf = { relation: 'child', count: 1, children: [] } as const;
  expect(liveNodes(tree)).toEqual([
    {
      ...leaf,
      label: 'StatefulSet/vision',
      health: 'pending',
      state: '0 of 2 ready',
      children: [{ ...leaf, label: 'Pod/vision-{0,1}', health: 'pending', state: 'Pending: Unschedulable', count: 2 }],
    },
    { ...leaf, label: 'Secret/keys', relation: 'uses', health: 'failed', state: 'missing' },
  ]);
});
