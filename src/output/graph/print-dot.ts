import type { DependencyGraph, GraphNode } from './dependency-graph.ts';
import { oneLine, podsOf, stateOf } from './node-text.ts';

/** A double-quoted string of DOT; `\n` between lines of a label is ours. */
function quoted(...lines: readonly string[]): string {
  return `"${lines.map((line) => oneLine(line).replaceAll(/["\\]/g, String.raw`\$&`)).join(String.raw`\n`)}"`;
}

/** Shapes by the order in which kinds appear. */
const SHAPES = ['box', 'component', 'ellipse', 'hexagon'];

function colorOf(node: GraphNode): string {
  if (node.missing || node.phase === 'Failed') return 'red';
  return node.ready ? 'forestgreen' : 'orange';
}

/** The graph for Graphviz: left to right, a shape for each kind, dashed and red what is not satisfied, a cluster for each namespace where there are several. */
export function printDot(graph: DependencyGraph): string {
  const kinds = [...new Set(graph.nodes.map(({ kind }) => kind))];
  const spaces = [...Map.groupBy(graph.nodes, ({ namespace }) => namespace)];
  const node = (one: GraphNode): string => {
    const facts = [stateOf(one), podsOf(one)].filter((text) => text !== '').join(' ');
    const shape = SHAPES[Math.min(kinds.indexOf(one.kind), SHAPES.length - 1)] ?? 'box';
    const dashed = one.missing ? ',style=dashed' : '';
    return `${quoted(one.id)} [label=${quoted(one.name, `${one.kind} ${facts}`)},shape=${shape},color=${colorOf(one)}${dashed}];`;
  };
  const lines = ['digraph dependencies {', '  rankdir=LR;', '  node [fontname="Helvetica"];', '  edge [fontname="Helvetica",fontsize=10];'];
  for (const [index, [namespace, nodes]] of spaces.entries()) {
    const inside = spaces.length > 1;
    if (inside) lines.push(`  subgraph cluster_${String(index)} {`, `    label=${quoted(namespace)};`);
    lines.push(...nodes.map((one) => `${inside ? '    ' : '  '}${node(one)}`));
    if (inside) lines.push('  }');
  }
  for (const { from, to, type, satisfied, reason, dashed = false } of graph.edges) {
    const style = satisfied ? (dashed ? ',style=dashed' : '') : `,style=dashed,color=red,tooltip=${quoted(reason)}`;
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [label=${quoted(type)}${style}];`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}
