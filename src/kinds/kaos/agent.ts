import type { KindDefinition } from '../../kernel/kind-definition.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { nameRule } from '../shared/names.ts';
import { environmentReferences } from '../shared/environment-references.ts';
import type { AgentSpec } from './agent-spec.ts';
import { agentSpec } from './agent-spec.ts';
import type { AgentStatus } from './agent-status.ts';
import { agentStatus } from './agent-status.ts';
import { mcpServer } from './mcp-server.ts';
import { modelApi } from './model-api.ts';

export type { AgentSpec } from './agent-spec.ts';
export type { AgentStatus } from './agent-status.ts';

/** Names of agents: their Service is `agent-<name>`. */
export const agentName = nameRule('RFC 1123 label', 57, 'its Service is called agent-<name>');

/** What agents name their peers by: the definition itself cannot stand in its own references. */
const AGENT: ResourceType = { group: 'kaos.tools', version: 'v1alpha1', kind: 'Agent', plural: 'agents', scope: 'Namespaced' };

/** An AI agent: a model, tools and peers behind one HTTP endpoint. */
export const agent: KindDefinition<AgentSpec, AgentStatus> = {
  system: 'kaos',
  ...AGENT,
  listKind: 'AgentList',
  singular: 'agent',
  shortNames: ['agent', 'agents'],
  categories: ['kaos'],
  description: 'An AI agent: a model, tools and peers behind one HTTP endpoint.',
  columns: [
    { name: 'ModelAPI', type: 'string', jsonPath: '.spec.modelAPI' },
    { name: 'Replicas', type: 'integer', jsonPath: '.status.observedReplicas' },
    { name: 'Ready', type: 'boolean', jsonPath: '.status.ready' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Endpoint', type: 'string', jsonPath: '.status.endpoint', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.observedReplicas' },
  replicas: ['spec', 'replicas'],
  references: [
    { path: ['spec', 'modelAPI'], to: modelApi },
    { path: ['spec', 'mcpServers', '*'], to: mcpServer },
    { path: ['spec', 'agentNetwork', 'access', '*'], to: AGENT },
    ...environmentReferences('spec', 'config', 'env'),
    ...environmentReferences('spec', 'container', 'env'),
  ],
  smallestSpec: { modelAPI: 'model' },
  nameProblem: agentName.problem,
  rules: agentName.rules,
  specPresence: 'required',
  spec: agentSpec,
  status: agentStatus,
};
