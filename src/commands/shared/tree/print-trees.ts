import type { GraphStyle } from '../../../output/graph/print-style.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { EntryPoint } from '../entry-point.ts';
import { cutTree } from './cut-tree.ts';
import { foldTree, type FoldedNode } from './fold-tree.ts';
import { formatCompact } from './format-compact.ts';
import { formatTree } from './format-tree.ts';
import type { TreeNode } from './tree-node.ts';
import { treeReport } from './tree-report.ts';
import type { WantedConditions } from './wanted-conditions.ts';

export const TREE_FORMATS = ['tree', 'json', 'yaml', 'mermaid', 'dot', 'name'] as const;
export type TreeFormat = (typeof TREE_FORMATS)[number];

/** How trees are printed. */
export interface PrintTreesOptions {
  readonly format: TreeFormat;
  readonly entry: Pick<EntryPoint, 'domain'>;
  readonly style: GraphStyle;
  /** Unix milliseconds. */
  readonly now: number;
  readonly expand: boolean;
  readonly compact: boolean;
  /** Levels below the root; Infinity for all. */
  readonly depth: number;
  readonly conditions: WantedConditions;
}

/** As `-o name`: each object once, the root first; what is not there has no name to give on. */
function namesOf(nodes: readonly TreeNode[], told = new Set<string>()): string {
  return nodes
    .flatMap((node) => {
      const isNew = node.uid !== undefined && !told.has(node.uid);
      if (node.uid !== undefined) told.add(node.uid);
      const { apiVersion, kind, name, uid = '', created: creationTimestamp = '' } = node;
      const own = resourceName({ apiVersion, kind, metadata: { name, uid, creationTimestamp, resourceVersion: '' } });
      return [isNew ? `${own}\n` : '', namesOf(node.children, told)];
    })
    .join('');
}

/** Trees as text in a format. `unread`: what could not be looked at, for the forms that machines read. */
export async function printTrees(trees: readonly TreeNode[], unread: readonly string[], options: PrintTreesOptions): Promise<string> {
  const { format, style, now, expand, compact, depth, conditions, entry } = options;
  const cut = trees.map((tree) => cutTree(tree, depth));
  const folded = (): readonly FoldedNode[] => cut.map((tree) => foldTree(tree, { expand, apart: (node) => conditions.names(node) }));
  if (format === 'name') return namesOf(cut);
  if (format === 'mermaid' || format === 'dot') {
    const { treeGraph } = await import('./tree-graph.ts');
    const graph = treeGraph(folded());
    if (format === 'dot') return (await import('../../../output/graph/print-dot.ts')).printDot(graph);
    return (await import('../../../output/graph/print-mermaid.ts')).printMermaid(graph);
  }
  if (format === 'json' || format === 'yaml') {
    const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
    const reports = cut.map((tree) => treeReport(entry.domain, tree, unread));
    const [only, ...others] = reports;
    const whole = only === undefined || others.length > 0 ? toList(reports) : only;
    return format === 'json' ? toJson(whole) : toYaml(whole);
  }
  const layout = { style, now, showsConditions: (node: TreeNode) => conditions.includes(node) };
  const texts = await Promise.all(
    compact ? cut.map((tree) => formatCompact(tree, style)) : folded().map((root) => formatTree(root, layout)),
  );
  return texts.join('\n');
}
