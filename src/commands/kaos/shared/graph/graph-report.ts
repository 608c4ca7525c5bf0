import type { JsonObject } from '../../../../kernel/json.ts';
import { GRAPH_KINDS, type AgentGraph, type AgentGraphNode, type GraphKind } from './agent-graph.ts';

/** What a node counts as. */
export const GRAPH_STATES = ['ready', 'pending', 'failed', 'missing'] as const;
export type GraphState = (typeof GRAPH_STATES)[number];

/** Which state a node counts as. Without a status, as in a file, it is pending. */
export function graphState(node: AgentGraphNode): GraphState {
  if (node.missing) return 'missing';
  if (node.phase === 'Failed') return 'failed';
  return node.ready && (node.phase === undefined || node.phase === 'Ready') ? 'ready' : 'pending';
}

/** `agent graph -o json`: fields are only ever added. */
export interface AgentGraphReport extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'AgentGraph';
}

/** The graph as one document, with counts for each kind that it has. */
export function graphReport(domain: string, graph: AgentGraph): AgentGraphReport {
  const count = (kind: GraphKind, state: GraphState): number =>
    graph.nodes.filter((node) => node.kind === kind && graphState(node) === state).length;
  const kinds = GRAPH_KINDS.filter((kind) => graph.nodes.some((node) => node.kind === kind));
  const summary = Object.fromEntries(
    kinds.map((kind) => [kind, Object.fromEntries(GRAPH_STATES.map((state) => [state, count(kind, state)]))]),
  );
  return {
    apiVersion: `cli.${domain}/v1`,
    kind: 'AgentGraph',
    nodes: graph.nodes.map((node) => ({ ...node })),
    edges: graph.edges.map((edge) => ({ ...edge })),
    cycles: graph.cycles.map((ring) => [...ring]),
    summary,
  };
}
