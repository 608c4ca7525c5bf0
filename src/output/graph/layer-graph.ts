import { edgesByFrom, type DependencyGraph, type GraphEdge, type GraphNode } from './dependency-graph.ts';

/** What stands in a column: a node, or a lane through which lines to a node further right pass. */
export interface LayerItem {
  /** The node, or of a lane the node to which it leads. */
  readonly node: GraphNode;
  readonly isLane: boolean;
}

/** A line from an item of a column to one of the next. */
export interface LayerLink {
  readonly from: LayerItem;
  readonly to: LayerItem;
  /** Whether everything is satisfied that this line stands for. */
  readonly satisfied: boolean;
}

/** A graph in columns: lines lead from each to the next only. */
export interface LayeredGraph {
  readonly columns: readonly (readonly LayerItem[])[];
  /** Before column `i + 1`. */
  readonly gaps: readonly (readonly LayerLink[])[];
  /** Edges that lead back: they have no line. */
  readonly back: readonly GraphEdge[];
}

/** Edges that close a ring, seen from the first nodes. */
function backEdges(graph: DependencyGraph, byFrom: ReadonlyMap<string, readonly GraphEdge[]>): ReadonlySet<GraphEdge> {
  const back = new Set<GraphEdge>();
  const state = new Map<string, 'open' | 'done'>();
  for (const { id } of graph.nodes) {
    if (state.has(id)) continue;
    const stack: { readonly id: string; readonly rest: Iterator<GraphEdge> }[] = [];
    const enter = (node: string): void => {
      state.set(node, 'open');
      stack.push({ id: node, rest: (byFrom.get(node) ?? [])[Symbol.iterator]() });
    };
    enter(id);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(next.value.to) === 'open') back.add(next.value);
      else if (!state.has(next.value.to)) enter(next.value.to);
    }
  }
  return back;
}

/** How far right each node stands: one further than all that need it. Kinds of `lastKinds` stand in a column of their own at the end. */
function depthsOf(graph: DependencyGraph, edges: readonly GraphEdge[], lastKinds: readonly string[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>(graph.nodes.map(({ id }) => [id, 0]));
  const waiting = new Map<string, number>(graph.nodes.map(({ id }) => [id, 0] as const));
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const byFrom = edgesByFrom(edges);
  const queue = graph.nodes.map(({ id }) => id).filter((id) => waiting.get(id) === 0);
  for (const id of queue) {
    for (const { to } of byFrom.get(id) ?? []) {
      depths.set(to, Math.max(depths.get(to) ?? 0, (depths.get(id) ?? 0) + 1));
      waiting.set(to, (waiting.get(to) ?? 0) - 1);
      if (waiting.get(to) === 0) queue.push(to);
    }
  }
  const isLast = new Set(graph.nodes.filter(({ kind }) => lastKinds.includes(kind)).map(({ id }) => id));
  const others = [...depths].filter(([id]) => !isLast.has(id)).map(([, depth]) => depth);
  const end = others.length === 0 ? 0 : Math.max(...others) + 1;
  for (const id of isLast) depths.set(id, end);
  return depths;
}

const SWEEPS = 4;

/** Orders each column by the mean place of its neighbours, back and forth: few lines cross then. Stable, so the same graph looks the same. */
function untangle(columns: LayerItem[][], gaps: readonly (readonly LayerLink[])[]): void {
  const places = new Map<LayerItem, number>();
  const place = (column: readonly LayerItem[]): void => {
    for (const [index, item] of column.entries()) places.set(item, (index + 0.5) / column.length);
  };
  for (const column of columns) place(column);
  const sort = (index: number, neighbours: ReadonlyMap<LayerItem, readonly LayerItem[]>): void => {
    const column = columns[index];
    if (column === undefined) return;
    const mean = (item: LayerItem): number => {
      const near = neighbours.get(item) ?? [];
      return near.length === 0 ? (places.get(item) ?? 0) : near.reduce((sum, one) => sum + (places.get(one) ?? 0), 0) / near.length;
    };
    const means = new Map(column.map((item) => [item, mean(item)] as const));
    column.sort((left, right) => (means.get(left) ?? 0) - (means.get(right) ?? 0));
    place(column);
  };
  const neighbours = (links: readonly LayerLink[], of: 'from' | 'to'): ReadonlyMap<LayerItem, readonly LayerItem[]> =>
    new Map(
      [...Map.groupBy(links, (link) => link[of])].map(([item, own]) => [item, own.map((link) => link[of === 'from' ? 'to' : 'from'])]),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (let index = 1; index < columns.length; index += 1) sort(index, neighbours(gaps[index - 1] ?? [], 'to'));
    for (let index = columns.length - 2; index >= 0; index -= 1) sort(index, neighbours(gaps[index] ?? [], 'from'));
  }
}

/** Puts a graph in columns, left those that need, right what is needed. */
export function layerGraph(graph: DependencyGraph, lastKinds: readonly string[]): LayeredGraph {
  const back = backEdges(graph, edgesByFrom(graph.edges));
  const forward = graph.edges.filter((edge) => !back.has(edge));
  const depths = depthsOf(graph, forward, lastKinds);
  const depthOf = (id: string): number => depths.get(id) ?? 0;
  const columns: LayerItem[][] = Array.from({ length: Math.max(-1, ...depths.values()) + 1 }, () => []);
  const items = new Map<string, LayerItem>();
  const itemAt = (node: GraphNode, depth: number): LayerItem => {
    const isLane = depth !== depthOf(node.id);
    const key = `${String(depth)} ${node.id}`;
    const known = items.get(key);
    if (known !== undefined) return known;
    const made: LayerItem = { node, isLane };
    items.set(key, made);
    columns[depth]?.push(made);
    return made;
  };
  for (const node of graph.nodes) itemAt(node, depthOf(node.id));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node] as const));
  const links = columns.slice(1).map(() => new Map<string, LayerLink>());
  for (const { from, to, satisfied } of forward) {
    const source = nodes.get(from);
    const target = nodes.get(to);
    if (source === undefined || target === undefined) continue;
    let left = itemAt(source, depthOf(from));
    let key = from;
    for (let depth = depthOf(from) + 1; depth <= depthOf(to); depth += 1) {
      const right = itemAt(target, depth);
      const known = links[depth - 1]?.get(`${key} ${to}`);
      links[depth - 1]?.set(`${key} ${to}`, { from: left, to: right, satisfied: satisfied && (known?.satisfied ?? true) });
      left = right;
      key = `lane ${to}`;
    }
  }
  const gaps = links.map((byKey) => [...byKey.values()]);
  untangle(columns, gaps);
  return { columns, gaps, back: [...back] };
}
