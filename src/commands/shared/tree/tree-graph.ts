import type { DependencyGraph, GraphEdge, GraphNode } from '../../../output/graph/dependency-graph.ts';
import type { FoldedNode } from './fold-tree.ts';
import { foldedName } from './folded-name.ts';

function idOf({ nodes: [{ apiVersion, kind, namespace = '', name }] }: FoldedNode): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  return `${kind}${group}/${namespace}/${name}`;
}

function graphNode(folded: FoldedNode): GraphNode {
  const [node] = folded.nodes;
  const count = folded.nodes.length;
  return {
    id: idOf(folded),
    kind: node.kind,
    namespace: node.namespace ?? '',
    name: `${foldedName(folded.nodes.map(({ name }) => name))}${count === 1 ? '' : ` ×${String(count)}`}`,
    phase: node.health === 'failed' && node.state === '' ? 'Failed' : node.state,
    ready: node.health === 'healthy' || node.health === 'none' || node.health === 'suspended',
    missing: node.presence === 'absent',
  };
}

function edgeOf(above: FoldedNode, below: FoldedNode): GraphEdge {
  const [node] = below.nodes;
  const lacks = node.presence === 'absent' || node.presence === 'incomplete';
  const [from, to] = node.relation === 'usedBy' ? [below, above] : [above, below];
  const isChild = node.relation === 'child';
  return {
    from: idOf(from),
    to: idOf(to),
    type: isChild ? 'owns' : 'uses',
    satisfied: !lacks,
    reason: lacks ? node.state : '',
    ...(!isChild && { dashed: true }),
  };
}

/** Trees as one graph for Mermaid and Graphviz: arrows lead from an object to what belongs to it and to what it uses. */
export function treeGraph(roots: readonly FoldedNode[]): DependencyGraph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const add = (folded: FoldedNode): void => {
    const node = graphNode(folded);
    if (!nodes.has(node.id)) nodes.set(node.id, node);
    for (const child of folded.children) {
      const edge = edgeOf(folded, child);
      edges.set(`${edge.type} ${edge.from} ${edge.to}`, edge);
      add(child);
    }
  };
  for (const root of roots) add(root);
  return { nodes: [...nodes.values()], edges: [...edges.values()], cycles: [] };
}
