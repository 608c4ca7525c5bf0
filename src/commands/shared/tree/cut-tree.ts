import type { TreeNode } from './tree-node.ts';

function countBelow({ children }: TreeNode): number {
  return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}

/** The tree down to `depth` levels below its root; a node whose children were cut off says how many objects that were. */
export function cutTree(node: TreeNode, depth: number): TreeNode {
  if (node.children.length === 0) return node;
  if (depth > 0) return { ...node, children: node.children.map((child) => cutTree(child, depth - 1)) };
  return { ...node, hidden: countBelow(node), children: [] };
}
