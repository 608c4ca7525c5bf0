import { strongComponents } from '../../../../kernel/strong-components.ts';
import { findCondition, type Condition } from '../../../../kernel/condition.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import { naturalOrder } from '../../../../output/natural-order.ts';
import { isExposed } from '../is-exposed.ts';
import { cyclesOf, type DependencyGraph, type GraphEdge, type GraphNode } from '../../../../output/graph/dependency-graph.ts';

/** The kinds of the graph, in the order in which they are shown. */
export const GRAPH_KINDS = ['Agent', 'ModelAPI', 'MCPServer'] as const;
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** An object of the graph, with what only the JSON form tells. */
export interface AgentGraphNode extends GraphNode {
  readonly kind: GraphKind;
  /** Of agents: whether peers can reach it. */
  readonly exposed?: boolean;
  /** Of agents: the model that it asks for; of model APIs: what they serve. */
  readonly model?: string;
  readonly endpoint?: string;
  /** Of MCP servers: the names of its tools; null where they are not known. */
  readonly tools?: readonly string[] | null;
}

export type AgentGraph = DependencyGraph<AgentGraphNode>;

/** An object as the API server or a manifest gives it. Nothing of it is trusted: a manifest may be anything. */
export interface GraphObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
  readonly status?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return isJsonObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.filter((entry) => typeof entry === 'string' && entry !== ''))] : [];
}

function idOf(kind: GraphKind, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function variable(env: unknown, name: string): string | undefined {
  const found: unknown = Array.isArray(env) ? env.findLast((entry: unknown) => fields(entry)['name'] === name) : undefined;
  return text(fields(found)['value']);
}

function modelOfAgent(spec: Fields): string | undefined {
  const holders = [fields(spec['container']), fields(spec['config'])];
  return holders.map(({ env }) => variable(env, 'MODEL_NAME')).find((model) => model !== undefined) ?? text(spec['model']);
}

function modelOfApi(spec: Fields): string | undefined {
  if (spec['mode'] === 'Hosted') return text(fields(spec['serverConfig'])['model']) ?? text(fields(spec['hostedConfig'])['model']);
  const proxy = fields(spec['proxyConfig']);
  if (proxy['configYaml'] !== undefined) return undefined;
  const models = texts(proxy['models']);
  return text(proxy['model']) ?? (models.length > 0 ? models.join(', ') : undefined);
}

/** What an MCP server is made from, in a word, until it has told its tools. */
function toolSource(spec: Fields): string | undefined {
  const config = fields(spec['config']);
  const tools = fields(config['tools']);
  if (text(config['toolsString']) !== undefined || text(tools['fromString']) !== undefined) return 'tools of its own';
  return text(config['mcp']) ?? text(tools['fromPackage']) ?? text(spec['runtime']);
}

/** The tools that are known; an empty list says so only where the server was asked. */
function toolsOf(object: GraphObject, status: Fields): readonly string[] | null {
  if (!Array.isArray(status['availableTools'])) return null;
  const tools = texts(status['availableTools']);
  return tools.length > 0 || conditionTrue(object, 'ToolsListed') ? tools : null;
}

function noteOf(kind: GraphKind, spec: Fields, model: string | undefined, tools: readonly string[] | null): string | undefined {
  if (kind === 'Agent') return model === undefined ? undefined : `model ${model}`;
  if (kind === 'ModelAPI') {
    const backend = text(fields(spec['proxyConfig'])['apiBase']);
    return [text(spec['mode']), model ?? backend].filter((part) => part !== undefined).join(' ') || undefined;
  }
  return tools === null ? toolSource(spec) : `[${tools.join(', ')}]`;
}

function replicasOf(spec: Fields, status: Fields): GraphNode['replicas'] | undefined {
  const { replicas, readyReplicas } = fields(status['deployment']);
  if (typeof replicas === 'number') return { ready: typeof readyReplicas === 'number' ? readyReplicas : 0, desired: replicas };
  const observed = status['observedReplicas'];
  if (typeof observed !== 'number') return undefined;
  return { ready: observed, desired: typeof spec['replicas'] === 'number' ? spec['replicas'] : 1 };
}

function nodeOf(kind: GraphKind, object: GraphObject, namespace: string): AgentGraphNode {
  const spec = fields(object.spec);
  const status = fields(object.status);
  const { name } = object.metadata;
  const model = kind === 'Agent' ? modelOfAgent(spec) : kind === 'ModelAPI' ? modelOfApi(spec) : undefined;
  const tools = toolsOf(object, status);
  const ready = status['ready'] === true;
  const optional = {
    phase: text(status['phase']),
    replicas: replicasOf(spec, status),
    note: noteOf(kind, spec, model, tools),
    message: ready && status['phase'] === 'Ready' ? undefined : text(status['message']),
    exposed: kind === 'Agent' ? isExposed(spec, status) : undefined,
    model,
    endpoint: text(status['endpoint']),
    tools: kind === 'MCPServer' ? tools : undefined,
  };
  return {
    id: idOf(kind, namespace, name),
    kind,
    namespace,
    name,
    ready,
    missing: false,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

interface Need {
  readonly kind: GraphKind;
  readonly name: string;
  readonly type: 'model' | 'tools' | 'peer';
}

function needsOf(object: GraphObject): readonly Need[] {
  const spec = fields(object.spec);
  const model = text(spec['modelAPI']);
  return [
    ...(model === undefined ? [] : [{ kind: 'ModelAPI' as const, name: model, type: 'model' as const }]),
    ...texts(spec['mcpServers']).map((name) => ({ kind: 'MCPServer' as const, name, type: 'tools' as const })),
    ...texts(fields(spec['agentNetwork'])['access']).map((name) => ({ kind: 'Agent' as const, name, type: 'peer' as const })),
  ];
}

/** What an edge is judged by, beside the node that it leads to. */
interface Judgement {
  /** Manifests say nothing about readiness. */
  readonly offline: boolean;
  /** Peers of one ring wait for each other's pods only, never for each other's readiness. */
  readonly sameRing: boolean;
  readonly serves: boolean;
}

function reasonOf(need: Need, target: AgentGraphNode, { offline, sameRing, serves }: Judgement): string {
  const what = need.type === 'peer' ? 'Peer' : need.kind;
  if (target.missing) return `${what}NotFound`;
  if (need.type === 'peer' && target.exposed !== true) return 'PeerNotExposed';
  if (offline) return '';
  const isThere = target.ready || (need.type === 'peer' && sameRing && serves);
  return isThere ? '' : `${what}NotReady`;
}

function conditionTrue(object: GraphObject, type: string): boolean {
  const conditions = fields(object.status)['conditions'];
  return Array.isArray(conditions) && findCondition(conditions as readonly Condition[], type)?.status === 'True';
}

function compareNodes(left: AgentGraphNode, right: AgentGraphNode): number {
  return (
    naturalOrder(left.namespace, right.namespace) ||
    GRAPH_KINDS.indexOf(left.kind) - GRAPH_KINDS.indexOf(right.kind) ||
    naturalOrder(left.name, right.name)
  );
}

/**
 * Who talks to whom: agents, the model APIs and MCP servers that they use, and the peers that they may call. What is named and not there is a node of its own. With
 * `offline` readiness is not judged. `defaultNamespace` is that of manifests without one.
 */
export function agentGraph(
  objects: readonly GraphObject[],
  options: { readonly offline: boolean; readonly defaultNamespace: string },
): AgentGraph {
  const { offline, defaultNamespace } = options;
  const nodes = new Map<string, AgentGraphNode>();
  const sources = new Map<string, GraphObject>();
  for (const object of objects) {
    const kind = GRAPH_KINDS.find((candidate) => candidate === object.kind);
    if (kind === undefined) continue;
    const node = nodeOf(kind, object, object.metadata.namespace ?? defaultNamespace);
    nodes.set(node.id, node);
    sources.set(node.id, object);
  }
  const needs = [...sources].flatMap(([id, object]) => {
    const namespace = nodes.get(id)?.namespace ?? defaultNamespace;
    return object.kind === 'Agent'
      ? needsOf(object).map((need) => ({ id, need, to: idOf(need.kind, namespace, need.name), namespace }))
      : [];
  });
  for (const { need, to, namespace } of needs) {
    if (!nodes.has(to)) nodes.set(to, { id: to, kind: need.kind, namespace, name: need.name, ready: false, missing: true });
  }
  const byFrom = Map.groupBy(needs, ({ id }) => id);
  const rings = strongComponents([...nodes.keys()], (id) => (byFrom.get(id) ?? []).map(({ to }) => to));
  const ringOf = new Map(rings.flatMap((ring, index) => ring.map((id) => [id, index] as const)));
  const edges = needs.flatMap(({ id, need, to }): readonly GraphEdge[] => {
    const target = nodes.get(to);
    if (target === undefined) return [];
    const source = sources.get(to);
    const serves = source !== undefined && conditionTrue(source, 'WorkloadAvailable');
    const reason = reasonOf(need, target, { offline, sameRing: ringOf.get(id) === ringOf.get(to), serves });
    return [{ from: id, to, type: need.type, satisfied: reason === '', reason }];
  });
  const sorted = [...nodes.values()].toSorted(compareNodes);
  const order = new Map(sorted.map(({ id }, index) => [id, index] as const));
  const sortedEdges = edges.toSorted((left, right) => (order.get(left.from) ?? 0) - (order.get(right.from) ?? 0));
  return { nodes: sorted, edges: sortedEdges, cycles: cyclesOf(sorted, sortedEdges) };
}
