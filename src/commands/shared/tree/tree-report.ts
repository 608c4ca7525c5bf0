import type { JsonObject } from '../../../kernel/json.ts';
import { countKinds, type KindCount } from './count-kinds.ts';
import type { TreeNode } from './tree-node.ts';

/** `tree -o json`: fields are only ever added. */
export interface TreeReport extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'Tree';
  /** Every object by itself, whatever the text folds. */
  readonly root: TreeNode;
  readonly counts: readonly KindCount[];
  /** What could not be looked at, as sentences. */
  readonly unread: readonly string[];
}

/** The report of one tree. */
export function treeReport(domain: string, root: TreeNode, unread: readonly string[]): TreeReport {
  return { apiVersion: `cli.${domain}/v1`, kind: 'Tree', root, counts: countKinds(root), unread };
}
