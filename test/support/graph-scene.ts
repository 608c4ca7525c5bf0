import fc from 'fast-check';
import { cyclesOf, type DependencyGraph, type GraphEdge, type GraphNode } from '../../src/output/graph/dependency-graph.ts';

/** A graph from words: nodes as `name`, edges as `from>to`. All of kind Thing in namespace team, ready. */
export function graphOf(
  names: readonly string[],
  arrows: readonly string[],
  more: Readonly<Record<string, Partial<GraphNode>>> = {},
): DependencyGraph {
  const nodes = names.map((name): GraphNode => ({
    id: `Thing/team/${name}`,
    kind: 'Thing',
    namespace: 'team',
    name,
    phase: 'Ready',
    ready: true,
    missing: false,
    ...more[name],
  }));
  const edges = arrows.map((arrow): GraphEdge => {
    const [from = '', to = ''] = arrow.split('>');
    return { from: `Thing/team/${from}`, to: `Thing/team/${to}`, type: 'peer', satisfied: true, reason: '' };
  });
  return { nodes, edges, cycles: cyclesOf(nodes, edges) };
}

/** Any graph of up to nine nodes, with rings, self references, missing nodes and words that hurt. */
export function anyGraph(): fc.Arbitrary<DependencyGraph> {
  const index = fc.nat({ max: 8 });
  const phase = fc.constantFrom('Ready', 'Pending', 'Failed', 'a "quote"', 'x\u001B[31m\ny', '日本');
  return fc
    .record({
      size: index,
      arrows: fc.array(fc.tuple(index, index), { maxLength: 24 }),
      phases: fc.array(phase, { minLength: 9, maxLength: 9 }),
    })
    .map(({ size, arrows, phases }) => {
      const names = Array.from({ length: size + 1 }, (_, at) => `n${String(at)}`);
      const known = arrows.filter(([from, to]) => from <= size && to <= size).map(([from, to]) => `n${String(from)}>n${String(to)}`);
      const more = Object.fromEntries(names.map((name, at) => [name, { phase: phases[at] ?? '', ready: phases[at] === 'Ready' }]));
      return graphOf(names, [...new Set(known)], more);
    });
}
