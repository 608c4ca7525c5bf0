import { cutTo, measureFor, padEnd, type MeasureText } from '../display-width.ts';
import { edgesByFrom, type DependencyGraph, type GraphEdge, type GraphNode } from './dependency-graph.ts';
import { colorOf, oneLine, podsOf, stateOf, titleOf } from './node-text.ts';
import { inColor, type GraphStyle } from './print-style.ts';

/** One line of the tree before it is laid out. */
interface TreeLine {
  readonly node: GraphNode;
  readonly branches: string;
  /** What the line above needs it for; empty at a root. */
  readonly label: string;
  readonly satisfied: boolean;
  /** Shown in full elsewhere: `above`, or `cycle` where that is the way to here. */
  readonly again?: 'above' | 'cycle';
}

const UNICODE = { last: '└── ', more: '├── ', through: '│   ', blank: '    ', cycle: '↻', cut: '…' };
const ASCII = { last: '`-- ', more: '|-- ', through: '|   ', blank: '    ', cycle: '(cycle)', cut: '~' };

interface Frame {
  readonly id: string;
  readonly edge: GraphEdge | undefined;
  readonly isLast: boolean;
  readonly prefix: string;
  readonly ancestors: ReadonlySet<string>;
}

/** Who starts a tree: nodes that nobody needs, then for every ring that nothing leads to its first node. */
function rootsOf(graph: DependencyGraph, byFrom: ReadonlyMap<string, readonly GraphEdge[]>): readonly string[] {
  const needed = new Set(graph.edges.map(({ to }) => to));
  const reached = new Set<string>();
  const reach = (root: string): void => {
    const queue = [root];
    for (const id of queue) {
      if (reached.has(id)) continue;
      reached.add(id);
      queue.push(...(byFrom.get(id) ?? []).map(({ to }) => to));
    }
  };
  const roots = graph.nodes.map(({ id }) => id).filter((id) => !needed.has(id));
  for (const root of roots) reach(root);
  for (const { id } of graph.nodes) {
    if (reached.has(id)) continue;
    roots.push(id);
    reach(id);
  }
  // A ring is shown where its first node stands among the others.
  const order = new Map(graph.nodes.map(({ id }, index) => [id, index] as const));
  return roots.toSorted((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0));
}

function linesOf(graph: DependencyGraph, style: GraphStyle): readonly TreeLine[] {
  const signs = style.unicode ? UNICODE : ASCII;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node] as const));
  const byFrom = edgesByFrom(graph.edges);
  const shown = new Set<string>();
  const lines: TreeLine[] = [];
  const stack: Frame[] = rootsOf(graph, byFrom)
    .toReversed()
    .map((id) => ({ id, edge: undefined, isLast: true, prefix: '', ancestors: new Set<string>() }));
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    const { id, edge, isLast, prefix, ancestors } = frame;
    const node = nodes.get(id);
    if (node === undefined) continue;
    const needs = byFrom.get(id) ?? [];
    const before = shown.has(id) && (needs.length > 0 || ancestors.has(id));
    lines.push({
      node,
      branches: edge === undefined ? '' : prefix + (isLast ? signs.last : signs.more),
      label: edge?.type ?? '',
      satisfied: edge?.satisfied ?? true,
      ...(before ? { again: ancestors.has(id) ? 'cycle' : 'above' } : {}),
    });
    shown.add(id);
    if (before) continue;
    const below = edge === undefined ? '' : prefix + (isLast ? signs.blank : signs.through);
    const path = new Set([...ancestors, id]);
    for (const [index, next] of [...needs.entries()].toReversed()) {
      stack.push({ id: next.to, edge: next, isLast: index === needs.length - 1, prefix: below, ancestors: path });
    }
  }
  return lines;
}

/** Titles wider than this stand out of their column: one long name must not push all states away. */
const WIDEST_TITLE = 60;

interface Columns {
  readonly title: number;
  readonly state: number;
  readonly pods: number;
}

function leftOf({ branches, label, node }: TreeLine, labelWidth: number): string {
  return `${branches}${label === '' ? '' : `${label.padEnd(labelWidth)} `}${titleOf(node)}`;
}

/** What it is and what is in its way, in `room` columns: the second is what gives way. */
function factsOf(node: GraphNode, room: number, style: GraphStyle, measure: MeasureText): string {
  const cut = (text: string, width: number): string =>
    measure(text) <= width ? text : cutTo(text, Math.max(1, width), measure).replace('…', (style.unicode ? UNICODE : ASCII).cut);
  const note = cut(oneLine(node.note ?? ''), room);
  const message = oneLine(node.message ?? '');
  if (message === '') return note;
  const before = note === '' ? '' : `${note}   `;
  const rest = cut(message, room - measure(before));
  return before + (node.ready ? rest : inColor(style, '33', rest));
}

function textOf(line: TreeLine, columns: Columns, labelWidth: number, style: GraphStyle, measure: MeasureText): string {
  const { node, branches, label, satisfied, again } = line;
  const signs = style.unicode ? UNICODE : ASCII;
  const left = leftOf(line, labelWidth);
  const blanks = ' '.repeat(Math.max(0, columns.title - measure(left)));
  const painted =
    inColor(style, '2', branches) +
    (label === '' ? '' : `${inColor(style, satisfied ? '2' : '31', label.padEnd(labelWidth))} `) +
    inColor(style, again === undefined ? '1' : '2', titleOf(node));
  if (again === 'cycle') return `${painted}${blanks}  ${inColor(style, '33', signs.cycle)}`;
  if (again === 'above') return `${painted}${blanks}  ${inColor(style, '2', '(above)')}`;
  const state = padEnd(stateOf(node), columns.state, measure);
  const pods = podsOf(node).padEnd(columns.pods);
  const head = `${left}${blanks}  ${state}  ${pods}  `;
  const room = style.width === undefined ? Infinity : Math.max(0, style.width - measure(head));
  const told = factsOf(node, room, style, measure);
  return `${painted}${blanks}  ${inColor(style, colorOf(node), state)}  ${pods}  ${told}`.trimEnd();
}

/**
 * The graph as a tree: roots are the nodes that nobody needs, below each what it needs. A node that needs others itself is shown in full once; later it is
 * marked `(above)`, or as a cycle where it leads back to itself. Ends also on rings. One line for each, with state, ready pods and what is in the way.
 */
export async function printTree(graph: DependencyGraph, style: GraphStyle): Promise<string> {
  const lines = linesOf(graph, style);
  const labelWidth = Math.max(0, ...lines.map(({ label }) => label.length));
  const measure = await measureFor(
    lines.flatMap(({ node }) => [titleOf(node), stateOf(node), node.note ?? '', node.message ?? '', '└│↻…']),
  );
  const columns: Columns = {
    title: Math.min(WIDEST_TITLE, Math.max(0, ...lines.map((line) => measure(leftOf(line, labelWidth))))),
    state: Math.max(0, ...lines.map(({ node }) => measure(stateOf(node)))),
    pods: Math.max(0, ...lines.map(({ node }) => podsOf(node).length)),
  };
  return lines.map((line) => `${textOf(line, columns, labelWidth, style, measure)}\n`).join('');
}
