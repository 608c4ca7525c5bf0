import { cyclesOf, edgesByFrom, type DependencyGraph, type GraphNode } from './dependency-graph.ts';

/** The nodes for which `keep` holds, and the edges between them. */
export function filterGraph<Node extends GraphNode>(graph: DependencyGraph<Node>, keep: (node: Node) => boolean): DependencyGraph<Node> {
  const nodes = graph.nodes.filter(keep);
  const kept = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
  return { nodes, edges, cycles: cyclesOf(nodes, edges) };
}

/** What the nodes `from` need, themselves included, up to `depth` edges away. */
export function reachableGraph<Node extends GraphNode>(
  graph: DependencyGraph<Node>,
  from: readonly string[],
  depth: number,
): DependencyGraph<Node> {
  const byFrom = edgesByFrom(graph.edges);
  const reached = new Set(from);
  let border: readonly string[] = from;
  for (let step = 0; step < depth && border.length > 0; step += 1) {
    border = border.flatMap((id) => (byFrom.get(id) ?? []).map(({ to }) => to)).filter((id) => !reached.has(id));
    for (const id of border) reached.add(id);
  }
  // Within the last step nothing more is followed: an edge back among what is shown is shown too.
  return filterGraph(graph, ({ id }) => reached.has(id));
}
