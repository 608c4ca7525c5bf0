import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { AgentSpec } from './agent-spec.ts';
import { agentSpec } from './agent-spec.ts';
import type { AgentStatus } from './agent-status.ts';
import { agentStatus } from './agent-status.ts';

export type { AgentSpec } from './agent-spec.ts';
export type { AgentStatus } from './agent-status.ts';

/** Names of agents: their Service is `agent-<name>`. */
export const agentName = nameRule('RFC 1123 label', 57, 'its Service is called agent-<name>');

/** An AI agent: a model, tools and peers behind one HTTP endpoint. */
export const agent: KindDefinition<AgentSpec, AgentStatus> = {
  system: 'kaos',
  group: 'kaos.tools',
  version: 'v1alpha1',
  kind: 'Agent',
  listKind: 'AgentList',
  plural: 'agents',
  singular: 'agent',
  scope: 'Namespaced',
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
  rules: agentName.rules,
  specPresence: 'required',
  spec: agentSpec,
  status: agentStatus,
};
