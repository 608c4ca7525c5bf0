import type { TreeHealth, TreeNode } from './tree-node.ts';

/** How many objects of one kind there are in a tree, and how they are. Part of `tree -o json`: fields are only ever added. */
export interface KindCount {
  readonly relation: 'child' | 'uses' | 'usedBy';
  readonly apiVersion: string;
  readonly kind: string;
  readonly count: number;
  /** In the order in which they first appear. */
  readonly states: readonly { readonly state: string; readonly health: TreeHealth; readonly count: number }[];
}

function everyNode(node: TreeNode): readonly TreeNode[] {
  return node.children.flatMap((child) => [child, ...everyNode(child)]);
}

/** What is below the root by kind, in the order in which kinds first appear: what belongs to it, what it uses, who uses it. */
export function countKinds(root: TreeNode): readonly KindCount[] {
  const nodes = everyNode(root);
  return (['child', 'uses', 'usedBy'] as const).flatMap((relation) => {
    const related = nodes.filter((node) => node.relation === relation);
    const groups = Map.groupBy(related, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    return [...groups.values()].flatMap((same): readonly KindCount[] => {
      const [first] = same;
      if (first === undefined) return [];
      const states = [...Map.groupBy(same, ({ health, state }) => `${health} ${state}`).values()].flatMap((alike) =>
        alike.slice(0, 1).map(({ state, health }) => ({ state, health, count: alike.length })),
      );
      return [{ relation, apiVersion: first.apiVersion, kind: first.kind, count: same.length, states }];
    });
  });
}
