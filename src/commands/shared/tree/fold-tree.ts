import type { TreeNode } from './tree-node.ts';

/** Nodes that are shown as one. */
export interface FoldedNode {
  /** The nodes that it stands for, in their order; each with all that is below it. */
  readonly nodes: readonly [TreeNode, ...TreeNode[]];
  /** What is below all of them, folded in turn. */
  readonly children: readonly FoldedNode[];
}

/** How siblings are folded. */
export interface FoldOptions {
  /** Fold nothing. */
  readonly expand: boolean;
  /** A node that must stay by itself. */
  readonly apart?: (node: TreeNode) => boolean;
}

/** Everything but names, times and messages: what two siblings must share to be shown as one. Indexes of list fields do not count. */
function sameness(known: Map<TreeNode, string>, node: TreeNode): string {
  const before = known.get(node);
  if (before !== undefined) return before;
  const { apiVersion, kind, namespace, relation, ownership, field, presence, health, state, hidden, conditions, children } = node;
  const statuses = conditions.map(({ type, status, reason }) => [type, status, reason]);
  const key = JSON.stringify([
    [apiVersion, kind, namespace, relation, ownership, field?.replaceAll(/\[\d+\]/g, '[]'), presence, health, state, hidden],
    statuses,
    children.map((child) => sameness(known, child)).toSorted(),
  ]);
  known.set(node, key);
  return key;
}

function hasApart(node: TreeNode, apart: FoldOptions['apart']): boolean {
  return apart !== undefined && (apart(node) || node.children.some((child) => hasApart(child, apart)));
}

function foldSiblings(siblings: readonly TreeNode[], options: FoldOptions, known: Map<TreeNode, string>): readonly FoldedNode[] {
  const groups = Map.groupBy(siblings, (node) => (options.expand || hasApart(node, options.apart) ? node : sameness(known, node)));
  return [...groups.values()].flatMap((nodes): readonly FoldedNode[] => {
    const [first, ...others] = nodes;
    if (first === undefined) return [];
    const below = nodes.flatMap(({ children }) => children);
    return [{ nodes: [first, ...others], children: foldSiblings(below, options, known) }];
  });
}

/**
 * The tree with equal siblings as one: same kind, same owner, same state and conditions, and the same below them. Nothing is lost: every node of the
 * tree is in exactly one folded node, at the place of the first of its group.
 */
export function foldTree(root: TreeNode, options: FoldOptions): FoldedNode {
  return { nodes: [root], children: foldSiblings(root.children, options, new Map()) };
}
