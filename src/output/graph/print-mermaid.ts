import type { DependencyGraph, GraphNode } from './dependency-graph.ts';
import { oneLine, podsOf, stateOf } from './node-text.ts';

/** Mermaid's own way to write characters that would end a label: `#` and a code, then `;`. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[^\p{L}\p{N} ./:@_,+()[\]-]/gu, (sign) => `#${String(sign.codePointAt(0))};`);
}

/** Classes by what a state means; names that no keyword of mermaid takes. */
function classOf(node: GraphNode): string {
  if (node.missing) return 'isMissing';
  if (node.ready) return 'isReady';
  return node.phase === 'Failed' ? 'isFailed' : 'isPending';
}

const CLASSES: Readonly<Record<string, string>> = {
  isReady: 'fill:#e6f4ea,stroke:#1e8e3e,color:#0d652d',
  isPending: 'fill:#fef7e0,stroke:#f9ab00,color:#7a4f01',
  isFailed: 'fill:#fce8e6,stroke:#d93025,color:#a50e0e',
  isMissing: 'fill:#ffffff,stroke:#d93025,color:#a50e0e,stroke-dasharray:4 3',
};

/** Shapes by the order in which kinds appear: rounded for the first, stadium, hexagon, then plain boxes. */
const SHAPES: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['([', '])'],
  ['{{', '}}'],
  ['[', ']'],
];

/** The graph for mermaid: `flowchart LR`, one class for each state, dashed arrows for what is not satisfied. */
export function printMermaid(graph: DependencyGraph): string {
  const numbers = new Map(graph.nodes.map(({ id }, index) => [id, `n${String(index)}`] as const));
  const kinds = [...new Set(graph.nodes.map(({ kind }) => kind))];
  const spaces = [...Map.groupBy(graph.nodes, ({ namespace }) => namespace)];
  const node = (one: GraphNode): string => {
    const [open, close] = SHAPES[Math.min(kinds.indexOf(one.kind), SHAPES.length - 1)] ?? ['[', ']'];
    const facts = [stateOf(one), podsOf(one)].filter((text) => text !== '').join(' ');
    const label = [`<b>${escaped(one.name)}</b>`, escaped(one.kind), escaped(facts)].join('<br/>');
    return `${numbers.get(one.id) ?? ''}${open}"${label}"${close}:::${classOf(one)}`;
  };
  const lines = ['flowchart LR'];
  for (const [index, [namespace, nodes]] of spaces.entries()) {
    const inside = spaces.length > 1;
    if (inside) lines.push(`  subgraph ns${String(index)}["${escaped(namespace)}"]`);
    lines.push(...nodes.map((one) => `${inside ? '    ' : '  '}${node(one)}`));
    if (inside) lines.push('  end');
  }
  for (const { from, to, type, satisfied, dashed = false } of graph.edges) {
    const arrow = satisfied && !dashed ? `-->|${escaped(type)}|` : `-.->|${escaped(type)}|`;
    lines.push(`  ${numbers.get(from) ?? ''} ${arrow} ${numbers.get(to) ?? ''}`);
  }
  const used = new Set(graph.nodes.map(classOf));
  for (const [name, style] of Object.entries(CLASSES)) if (used.has(name)) lines.push(`  classDef ${name} ${style}`);
  return `${lines.join('\n')}\n`;
}
