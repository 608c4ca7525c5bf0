import { CONFIG_MAP, SECRET } from '../../kernel/builtin-types.ts';
import type { McpServerSpec } from '../../kinds/kaos/mcp-server-spec.ts';
import { mcpServerStatus, type McpServerStatus } from '../../kinds/kaos/mcp-server-status.ts';
import { mcpServer as kind } from '../../kinds/kaos/mcp-server.ts';
import { normaliseMcpServer } from '../../kinds/kaos/normalise-mcp-server.ts';
import { RUNTIMES_CONFIG_MAP } from '../../templates/kaos/mcp-runtimes.ts';
import { MCP_SERVER_ROLE } from '../../templates/kaos/workload-role.ts';
import type { KindReconciler } from '../engine/contract.ts';
import { observeMcpServer, type McpServerObserved, type ToolsMemory } from './mcp-server/observe-mcp-server.ts';
import { planMcpServer } from './mcp-server/plan-mcp-server.ts';
import type { McpTools } from './mcp-tools.ts';
import { objectKey } from './object-key.ts';
import { planInvalid } from './plan-invalid.ts';
import { childTypes, derivedPods, ownRights, SETTINGS_WAKE } from './reconciler-parts.ts';

/** The reconciler of MCPServer. `tools` is asked once per rollout what the server offers; where it fails, again after a minute. */
export function mcpServerReconciler(tools: McpTools): KindReconciler<McpServerSpec, McpServerStatus, McpServerObserved> {
  const memory: ToolsMemory = new Map();
  return {
    kind,
    children: childTypes([]),
    derived: derivedPods(MCP_SERVER_ROLE),
    wakes: [
      {
        type: SECRET,
        references: (primary) => {
          const { source } = normaliseMcpServer(primary.spec);
          return source.from === 'secret' ? [{ namespace: objectKey(primary).namespace, name: source.secret.name }] : [];
        },
      },
      {
        type: CONFIG_MAP,
        references: (primary) => {
          const { name, namespace } = RUNTIMES_CONFIG_MAP;
          return normaliseMcpServer(primary.spec).source.from === 'runtime' ? [{ namespace, name }] : [];
        },
      },
      SETTINGS_WAKE,
    ],
    rights: [
      ...ownRights(kind),
      { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
      { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
    ],
    observe: (primary, world) => observeMcpServer(primary, world, tools, memory),
    plan: planMcpServer,
    planInvalid: planInvalid(mcpServerStatus),
  };
}
