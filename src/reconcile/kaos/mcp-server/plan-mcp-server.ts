import type { ConditionIntent } from '../../../kernel/condition.ts';
import { mcpServerStatus, type McpServerStatus } from '../../../kinds/kaos/mcp-server-status.ts';
import { normaliseMcpServer, type NormalMcpServer } from '../../../kinds/kaos/normalise-mcp-server.ts';
import { deployment } from '../../../templates/kaos/deployment.ts';
import { mcpPod } from '../../../templates/kaos/mcp-pod.ts';
import { pythonTools } from '../../../templates/kaos/python-tools.ts';
import { WEB_PORTS } from '../../../templates/kaos/service.ts';
import { MCP_SERVER_ROLE } from '../../../templates/kaos/workload-role.ts';
import type { Plan, StepFailure } from '../../engine/contract.ts';
import { condition } from '../common-conditions.ts';
import { objectKey } from '../object-key.ts';
import { planDeletion } from '../plan-deletion.ts';
import type { Problem } from '../problem.ts';
import { secretWait } from '../secret-wait.ts';
import { storedStatus } from '../stored-status.ts';
import { workloadPlan } from '../workload-plan.ts';
import { mcpServerProblem, mcpServerWarnings } from './mcp-server-problem.ts';
import type { McpServerObserved, McpServerPrimary } from './observe-mcp-server.ts';

/** A server that did not tell its tools is asked again after this many milliseconds. */
const ASK_AGAIN_MS = 60_000;

/** The tools: as the server tells them, else as the source has them, else as they were known. */
function availableTools(spec: NormalMcpServer, observed: McpServerObserved, stored: McpServerStatus | undefined): readonly string[] {
  const { tools } = observed;
  if (tools?.state === 'known') return tools.names;
  return spec.source.from === 'string' ? pythonTools(spec.source.text).names.slice(0, 1024) : (stored?.availableTools ?? []);
}

function toolsCondition({ tools }: McpServerObserved): readonly ConditionIntent[] {
  if (tools === undefined) return [];
  const type = 'ToolsListed';
  if (tools.state === 'unknown') return [condition(type, false, tools.reason, tools.message)];
  return [condition(type, true, 'Listed', `the server offers ${tools.names.length} ${tools.names.length === 1 ? 'tool' : 'tools'}`)];
}

/** Decides what is to be done for an MCPServer and what its status says. Pure. */
export function planMcpServer(
  primary: McpServerPrimary,
  observed: McpServerObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<McpServerStatus> {
  const stored = storedStatus(mcpServerStatus, primary);
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, stored, now);
  const owner = objectKey(primary);
  const spec = normaliseMcpServer(primary.spec);
  const { settings } = observed;
  const runtime = spec.source.from === 'runtime' ? observed.runtimes.byName[spec.source.runtime] : undefined;
  const checksum = observed.toolsSecret?.checksum?.slice(0, 20);
  const made = deployment({
    role: MCP_SERVER_ROLE,
    owner,
    replicas: 1,
    podSpec: mcpPod({ ...owner, spec, settings, ...(runtime === undefined ? {} : { runtime }) }),
    annotations: checksum === undefined ? {} : { 'kaos.tools/config-hash': checksum },
    overrides: spec.overrides,
  });
  const override: Problem | undefined = 'problem' in made ? { reason: 'InvalidPodSpec', message: made.problem } : undefined;
  const problem = mcpServerProblem(owner.name, spec, observed) ?? override;
  const plan = workloadPlan({
    role: MCP_SERVER_ROLE,
    primary,
    observed,
    failures,
    now,
    stored,
    problem,
    workload: problem === undefined && 'manifest' in made ? made.manifest : undefined,
    hold: secretWait(observed.toolsSecret, owner.namespace),
    ports: WEB_PORTS,
    routeTimeout: spec.overrides.routeTimeout ?? settings.gateway.timeouts.mcpServer,
    conditions: toolsCondition(observed),
    warnings: mcpServerWarnings(spec, observed),
  });
  const again = observed.tools?.state === 'unknown' ? ASK_AGAIN_MS : undefined;
  const recheck = Math.min(again ?? Infinity, plan.recheckAfter ?? Infinity);
  return {
    ...plan,
    status: { ...plan.status, availableTools: availableTools(spec, observed, stored) },
    ...(recheck === Infinity ? {} : { recheckAfter: recheck }),
  };
}
