import type { AgentGraph } from './agent-graph.ts';
import { graphState } from './graph-report.ts';

/** What `--fail-on` may name. */
export const GRAPH_PROBLEMS = ['missing', 'cycle', 'notready'] as const;
export type GraphProblem = (typeof GRAPH_PROBLEMS)[number];

/** What is wrong with a graph of the named problems, one line each. */
export function graphProblems(graph: AgentGraph, problems: readonly GraphProblem[]): readonly string[] {
  const lines: string[] = [];
  if (problems.includes('missing')) {
    for (const { from, to } of graph.edges) {
      if (graph.nodes.some(({ id, missing }) => id === to && missing)) lines.push(`missing: ${from} needs ${to}`);
    }
  }
  if (problems.includes('cycle')) for (const ring of graph.cycles) lines.push(`cycle: ${[...ring, ...ring.slice(0, 1)].join(' -> ')}`);
  if (problems.includes('notready')) {
    for (const node of graph.nodes) {
      const state = graphState(node);
      if (state === 'pending' || state === 'failed')
        lines.push(`not ready: ${node.id}${node.message === undefined ? '' : `: ${node.message}`}`);
    }
  }
  return lines.map((line) => line.replaceAll(/\p{Cc}+/gu, ' '));
}
