import { CliError } from '../../../../output/cli-error.ts';
import { closest } from '../../../../output/closest.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { filterGraph, reachableGraph } from '../../../../output/graph/part-of-graph.ts';
import type { AgentGraph, GraphKind } from './agent-graph.ts';
import { graphState, type GraphState } from './graph-report.ts';

/** Which part of a graph is wanted. */
export interface GraphPart {
  /** Names of agents: only what they need. */
  readonly from: readonly string[];
  readonly depth: number;
  /** Empty: all. */
  readonly kinds: readonly GraphKind[];
  readonly states: readonly GraphState[];
  /** Only objects with this in their name or namespace. */
  readonly text: string;
}

function noSuchAgent(name: string, graph: AgentGraph, bin: string): CliError {
  const names = [...new Set(graph.nodes.filter((node) => node.kind === 'Agent' && !node.missing).map((node) => node.name))];
  const near = closest(name, names);
  return new CliError({
    exit: EXIT.notFound,
    message: `there is no agent "${name}" here`,
    ...(names.length === 0 ? { why: 'there are no agents at all' } : {}),
    fix: near === undefined ? `${bin} get agents lists them` : `did you mean "${near}"?`,
  });
}

/** The wanted part of a graph. Throws a CliError for an agent that is not there. */
export function narrowGraph(graph: AgentGraph, part: GraphPart, bin: string): AgentGraph {
  const roots = part.from.map((name) => {
    const found = graph.nodes.filter((node) => node.kind === 'Agent' && node.name === name).map(({ id }) => id);
    if (found.length === 0) throw noSuchAgent(name, graph, bin);
    return found;
  });
  const reached = roots.length === 0 && part.depth === Infinity ? graph : reachableGraph(graph, startsOf(graph, roots.flat()), part.depth);
  const { kinds, states, text } = part;
  return filterGraph(
    reached,
    (node) =>
      (kinds.length === 0 || kinds.includes(node.kind)) &&
      (states.length === 0 || states.includes(graphState(node))) &&
      (node.name.includes(text) || node.namespace.includes(text)),
  );
}

/** `--depth` without a name counts from the nodes that nobody needs. */
function startsOf(graph: AgentGraph, roots: readonly string[]): readonly string[] {
  if (roots.length > 0) return roots;
  const needed = new Set(graph.edges.map(({ to }) => to));
  const tops = graph.nodes.map(({ id }) => id).filter((id) => !needed.has(id));
  return [...tops, ...graph.cycles.map(([first = '']) => first)];
}
