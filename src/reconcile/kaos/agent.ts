import { SERVICE } from '../../kernel/builtin-types.ts';
import type { AgentSpec } from '../../kinds/kaos/agent-spec.ts';
import { agentStatus, type AgentStatus } from '../../kinds/kaos/agent-status.ts';
import { agent as kind } from '../../kinds/kaos/agent.ts';
import { mcpServer } from '../../kinds/kaos/mcp-server.ts';
import { modelApi } from '../../kinds/kaos/model-api.ts';
import { AGENT_ROLE } from '../../templates/kaos/workload-role.ts';
import type { KindReconciler } from '../engine/contract.ts';
import { observeAgent, type AgentObserved } from './agent/observe-agent.ts';
import { planAgent } from './agent/plan-agent.ts';
import { objectKey } from './object-key.ts';
import { planInvalid } from './plan-invalid.ts';
import { childTypes, derivedPods, ownRights, SETTINGS_WAKE } from './reconciler-parts.ts';

/** The reconciler of Agent. A change of an object wakes the agents that name it, and nobody else. */
export const agentReconciler: KindReconciler<AgentSpec, AgentStatus, AgentObserved> = {
  kind,
  children: childTypes([SERVICE]),
  derived: derivedPods(AGENT_ROLE),
  wakes: [
    { type: modelApi, references: (primary) => [{ namespace: objectKey(primary).namespace, name: primary.spec.modelAPI }] },
    {
      type: mcpServer,
      references: (primary) => (primary.spec.mcpServers ?? []).map((name) => ({ namespace: objectKey(primary).namespace, name })),
    },
    {
      type: kind,
      references: (primary) => {
        const { name: own, namespace } = objectKey(primary);
        const access = primary.spec.agentNetwork?.access ?? [];
        // Its own status must not wake it.
        return access.filter((name) => name !== own).map((name) => ({ namespace, name }));
      },
    },
    SETTINGS_WAKE,
  ],
  rights: [
    ...ownRights(kind),
    { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
    { group: kind.group, resources: [modelApi.plural, mcpServer.plural], verbs: ['get', 'list', 'watch'] },
  ],
  observe: observeAgent,
  plan: planAgent,
  planInvalid: planInvalid(agentStatus),
};
