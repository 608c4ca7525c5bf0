import { strongComponents } from '../../kernel/strong-components.ts';

/** One object of a graph. */
export interface GraphNode {
  /** `Kind/namespace/name`. */
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** As its status says; absent where it says nothing, and where the object is missing. */
  readonly phase?: string;
  readonly ready: boolean;
  /** Named by another object, and not there. */
  readonly missing: boolean;
  readonly replicas?: { readonly ready: number; readonly desired: number };
  /** What it is, in a few words: `Hosted smollm2:135m`. */
  readonly note?: string;
  /** What is in its way. */
  readonly message?: string;
}

/** From the object that needs to the object that is needed. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** What for, in one word. */
  readonly type: string;
  readonly satisfied: boolean;
  /** Why it is not satisfied, as one word; empty where it is. */
  readonly reason: string;
  /** Drawn with a dashed line although it is satisfied. */
  readonly dashed?: boolean;
}

/** Who needs whom. Nodes and edges stand in the order in which they are shown; every edge ends at nodes that are there. */
export interface DependencyGraph<Node extends GraphNode = GraphNode> {
  readonly nodes: readonly Node[];
  readonly edges: readonly GraphEdge[];
  /** Each a way that comes back to its beginning, without that beginning repeated; one for each ring of objects. */
  readonly cycles: readonly (readonly string[])[];
}

/** Edges by the node that they leave. */
export function edgesByFrom(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  return Map.groupBy(edges, ({ from }) => from);
}

/** The shortest way from a node back to itself inside its component. */
function ring(start: string, members: ReadonlySet<string>, next: (node: string) => readonly string[]): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const to of next(node)) {
      if (to === start) {
        const way = [node];
        for (let at = node; at !== start; way.unshift(at)) at = cameFrom.get(at) ?? start;
        return way;
      }
      if (!members.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return [];
}

/** One cycle for every component in which there is one, through its first node. */
export function cyclesOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly (readonly string[])[] {
  const byFrom = edgesByFrom(edges);
  const next = (node: string): readonly string[] => (byFrom.get(node) ?? []).map(({ to }) => to);
  return strongComponents(
    nodes.map(({ id }) => id),
    next,
  ).flatMap((component) => {
    const [start] = component;
    const way = start === undefined ? [] : ring(start, new Set(component), next);
    return way.length === 0 ? [] : [way];
  });
}
