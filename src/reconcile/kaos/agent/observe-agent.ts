import { CONFIG_MAP, DEPLOYMENT, POD, SERVICE } from '../../../kernel/builtin-types.ts';
import { findCondition } from '../../../kernel/condition.ts';
import type { KubeObject, Primary } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { AgentSpec } from '../../../kinds/kaos/agent-spec.ts';
import type { AgentStatus } from '../../../kinds/kaos/agent-status.ts';
import { agent } from '../../../kinds/kaos/agent.ts';
import { mcpServer } from '../../../kinds/kaos/mcp-server.ts';
import { modelApi } from '../../../kinds/kaos/model-api.ts';
import { normaliseAgent } from '../../../kinds/kaos/normalise-agent.ts';
import { normaliseModelApi, type NormalModelApi } from '../../../kinds/kaos/normalise-model-api.ts';
import { HTTP_ROUTE } from '../../../templates/kaos/http-route.ts';
import type { OperatorSettings } from '../../../templates/kaos/operator-settings.ts';
import { AGENT_ROLE, routeName, workloadName } from '../../../templates/kaos/workload-role.ts';
import type { World } from '../../engine/contract.ts';
import { objectKey } from '../object-key.ts';
import { readSettings } from '../read-settings.ts';
import { peerComponent, storedPeers } from './peer-component.ts';

export type AgentPrimary = Primary<AgentSpec, AgentStatus>;

/** What is known of an object that an agent names. `unknown`: it may not be read. */
interface Neighbour {
  readonly name: string;
  readonly state: 'present' | 'absent' | 'unknown';
  /** It serves now. */
  readonly ready: boolean;
}

export interface ModelApiView extends Neighbour {
  /** Its spec, where it is there and makes sense. */
  readonly spec?: NormalModelApi;
}

export interface ServerView extends Neighbour {
  readonly tools: readonly string[];
}

export interface PeerView extends Neighbour {
  readonly exposed: boolean;
  /** Its pods serve and what it depends on is ready: all that an agent of the same cycle waits for. */
  readonly serves: boolean;
}

/** What the planner of an Agent goes by. */
export interface AgentObserved {
  readonly settings: OperatorSettings;
  readonly live: {
    readonly deployment?: KubeObject;
    readonly service?: KubeObject;
    readonly configMap?: KubeObject;
    readonly route?: KubeObject;
  };
  readonly pods: readonly KubeObject[];
  readonly modelApi: ModelApiView;
  readonly servers: readonly ServerView[];
  /** Without the agent itself. */
  readonly peers: readonly PeerView[];
  /** The agents of its cycle, itself among them; it alone where there is none. */
  readonly component: readonly string[];
  readonly servesRoutes: boolean;
}

interface StoredStatus {
  readonly ready?: boolean;
  readonly availableTools?: readonly string[];
  readonly conditions?: Parameters<typeof findCondition>[0];
}

interface Found {
  readonly view: Neighbour;
  readonly object?: KubeObject;
  readonly status: StoredStatus;
}

async function look(world: World, type: ResourceType, namespace: string, name: string): Promise<Found> {
  const found = await world.read({ type, namespace, name });
  if (found.state !== 'present') return { view: { name, state: found.state, ready: false }, status: {} };
  const status = (found.object['status'] as StoredStatus | undefined) ?? {};
  const isGoing = found.object.metadata.deletionTimestamp !== undefined;
  return { view: { name, state: 'present', ready: status.ready === true && !isGoing }, object: found.object, status };
}

function isTrue({ conditions }: StoredStatus, type: string): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/** Whether an agent has a Service that others can call it by. */
function isExposed(object: KubeObject, settings: OperatorSettings): boolean {
  const parsed = agent.spec.safeParse(object['spec'] ?? {});
  return parsed.success && (normaliseAgent(parsed.data).expose ?? settings.exposeByDefault);
}

function peerView({ object, status, view }: Found, settings: OperatorSettings): PeerView {
  if (object === undefined) return { ...view, exposed: false, serves: false };
  const serves = isTrue(status, 'WorkloadAvailable') && isTrue(status, 'DependenciesReady');
  return { ...view, exposed: isExposed(object, settings), serves };
}

function modelApiView({ object, view }: Found): ModelApiView {
  const parsed = modelApi.spec.safeParse(object?.['spec'] ?? {});
  return object !== undefined && parsed.success ? { ...view, spec: normaliseModelApi(parsed.data) } : view;
}

/** Gathers an agent's objects, what it depends on, and its place among its peers. Everything comes from the cache. */
export async function observeAgent(primary: AgentPrimary, world: World): Promise<AgentObserved> {
  const { name, namespace } = objectKey(primary);
  const spec = normaliseAgent(primary.spec);
  const settings = await readSettings(world);
  const child = workloadName(AGENT_ROLE, name);
  const servesRoutes = world.serves(HTTP_ROUTE);
  const [deployment, service, configMap] = [DEPLOYMENT, SERVICE, CONFIG_MAP].map((type) => world.child(type, child));
  const route = servesRoutes ? world.child(HTTP_ROUTE, routeName(AGENT_ROLE, name)) : undefined;
  const others = spec.peers.filter((peer) => peer !== name);
  const [api, servers, peers, component] = await Promise.all([
    look(world, modelApi, namespace, spec.modelApi),
    Promise.all(spec.mcpServers.map((server) => look(world, mcpServer, namespace, server))),
    Promise.all(others.map((peer) => look(world, agent, namespace, peer))),
    peerComponent(name, async (member) => {
      if (member === name) return spec.peers;
      const found = await world.read({ type: agent, namespace, name: member });
      return found.state === 'present' ? storedPeers(found.object) : [];
    }),
  ]);
  return {
    settings,
    live: {
      ...(deployment === undefined ? {} : { deployment }),
      ...(service === undefined ? {} : { service }),
      ...(configMap === undefined ? {} : { configMap }),
      ...(route === undefined ? {} : { route }),
    },
    pods: world.derived(POD),
    modelApi: modelApiView(api),
    servers: servers.map(({ status, view }) => ({ ...view, tools: status.availableTools ?? [] })),
    peers: peers.map((found) => peerView(found, settings)),
    component,
    servesRoutes,
  };
}
