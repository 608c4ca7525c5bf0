import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject, Primary } from '../../../kernel/kube-object.ts';
import { lastingWords } from '../../../kernel/lasting-words.ts';
import type { McpServerSpec } from '../../../kinds/kaos/mcp-server-spec.ts';
import type { McpServerStatus } from '../../../kinds/kaos/mcp-server-status.ts';
import { normaliseMcpServer } from '../../../kinds/kaos/normalise-mcp-server.ts';
import { mcpRuntimes, RUNTIMES_CONFIG_MAP, type McpRuntimes } from '../../../templates/kaos/mcp-runtimes.ts';
import { WEB_PORTS } from '../../../templates/kaos/service.ts';
import { MCP_SERVER_ROLE, workloadName } from '../../../templates/kaos/workload-role.ts';
import { specChecksumOf } from '../../../templates/shared/checksum.ts';
import type { World } from '../../engine/contract.ts';
import { McpToolsError, type McpTools, type McpToolsFailure } from '../mcp-tools.ts';
import { objectKey } from '../object-key.ts';
import { observeWorkload, type WorkloadObserved } from '../observe-workload.ts';
import { configMapData } from '../read-settings.ts';
import { secretLook, type SecretLook } from '../secret-look.ts';

export type McpServerPrimary = Primary<McpServerSpec, McpServerStatus>;

/** What the server itself said about its tools. */
export type ToolsFinding =
  | { readonly state: 'known'; readonly names: readonly string[] }
  | { readonly state: 'unknown'; readonly reason: McpToolsFailure; readonly message: string };

/** What the planner of an MCPServer goes by. */
export interface McpServerObserved extends WorkloadObserved {
  readonly runtimes: McpRuntimes;
  readonly toolsSecret?: SecretLook;
  /** Absent where it was not asked: no pod of the present template is ready. */
  readonly tools?: ToolsFinding;
}

/** What was learned of servers, by the uid of their object: a rollout is asked about once. */
export type ToolsMemory = Map<string, { readonly rollout: string; readonly names: readonly string[] }>;

/** Path of the streamable HTTP transport. */
const PATH = '/mcp';
/** Of one object nobody reads more names (bounds of the status). */
const MOST_TOOLS = 1024;
const LONGEST_NAME = 1024;
/** Servers that are remembered: one that is gone without a pass is forgotten some day. */
const MOST_SERVERS = 4096;

/** Names the rollout that serves: undefined where no pod of the present template is ready. */
function servingRollout(deployment: KubeObject | undefined): string | undefined {
  const {
    observedGeneration = 0,
    readyReplicas = 0,
    replicas = 0,
    updatedReplicas = 0,
  } = (deployment?.['status'] as Readonly<Record<string, number | undefined>> | undefined) ?? {};
  const isCurrent = observedGeneration >= (deployment?.metadata.generation ?? 0) && readyReplicas > Math.max(0, replicas - updatedReplicas);
  return deployment === undefined || !isCurrent ? undefined : `${deployment.metadata.uid} ${specChecksumOf(deployment) ?? ''}`;
}

async function askTools(
  primary: McpServerPrimary,
  rollout: string,
  world: World,
  port: McpTools,
  memory: ToolsMemory,
): Promise<ToolsFinding> {
  const { name, namespace } = objectKey(primary);
  const { uid } = primary.metadata;
  const known = memory.get(uid);
  if (known?.rollout === rollout) return { state: 'known', names: known.names };
  try {
    const server = { namespace, name: workloadName(MCP_SERVER_ROLE, name), port: WEB_PORTS.port, path: PATH };
    const tools = await port.list(server, world.signal);
    const names = [...new Set(tools.map((tool) => tool.name))].filter((tool) => tool.length <= LONGEST_NAME).slice(0, MOST_TOOLS);
    memory.delete(uid);
    memory.set(uid, { rollout, names });
    const [oldest] = memory.keys();
    if (memory.size > MOST_SERVERS && oldest !== undefined) memory.delete(oldest);
    return { state: 'known', names };
  } catch (error) {
    if (!(error instanceof McpToolsError)) throw error;
    return { state: 'unknown', reason: error.reason, message: lastingWords(error.message) };
  }
}

/** Gathers an MCPServer's objects, the registry of runtimes, and what the server says about its tools. No answer is a finding. */
export async function observeMcpServer(
  primary: McpServerPrimary,
  world: World,
  port: McpTools,
  memory: ToolsMemory,
): Promise<McpServerObserved> {
  const { name, namespace } = objectKey(primary);
  const { source } = normaliseMcpServer(primary.spec);
  const observed = await observeWorkload(MCP_SERVER_ROLE, primary, world);
  const registry = source.from === 'runtime' ? await configMapData(world, RUNTIMES_CONFIG_MAP) : undefined;
  const toolsSecret = source.from === 'secret' ? await secretLook(world, namespace, source.secret) : undefined;
  const isGoing = primary.metadata.deletionTimestamp !== undefined;
  if (isGoing) memory.delete(primary.metadata.uid);
  const rollout = isGoing ? undefined : servingRollout(world.child(DEPLOYMENT, workloadName(MCP_SERVER_ROLE, name)));
  const tools = rollout === undefined ? undefined : await askTools(primary, rollout, world, port, memory);
  return {
    ...observed,
    runtimes: mcpRuntimes(observed.settings, registry?.[RUNTIMES_CONFIG_MAP.key]),
    ...(toolsSecret === undefined ? {} : { toolsSecret }),
    ...(tools === undefined ? {} : { tools }),
  };
}
