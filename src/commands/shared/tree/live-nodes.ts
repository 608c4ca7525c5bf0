import { foldTree, type FoldedNode } from './fold-tree.ts';
import { nodeLabel } from './node-label.ts';
import type { TreeHealth, TreeNode } from './tree-node.ts';

/** A folded node as the live screen shows it. */
export interface FoldedTreeNode {
  readonly label: string;
  readonly relation: 'child' | 'uses';
  readonly health: TreeHealth;
  readonly state: string;
  /** How many objects it stands for. */
  readonly count: number;
  readonly children: readonly FoldedTreeNode[];
}

function shown(folded: FoldedNode, home: string | undefined): readonly FoldedTreeNode[] {
  const [{ relation, health, state }] = folded.nodes;
  if (relation !== 'child' && relation !== 'uses') return [];
  const children = folded.children.flatMap((child) => shown(child, home));
  return [{ label: nodeLabel(folded, home), relation, health, state, count: folded.nodes.length, children }];
}

/** What is below the root of a tree, equal siblings folded: children first, then what the root uses. Who uses the root is left out. */
export function liveNodes(tree: TreeNode): readonly FoldedTreeNode[] {
  return foldTree(tree, { expand: false }).children.flatMap((child) => shown(child, tree.namespace));
}
