import type { Manifest } from '../../kernel/kube-object.ts';
import type { AgentValues } from './agent-values.ts';
import { childMetadata } from './child-metadata.ts';
import { AGENT_ROLE, workloadName } from './workload-role.ts';

/** The ConfigMap with what an agent is, as `card.json`: nothing in it is secret. */
export function agentCard(values: AgentValues): Manifest {
  const { model, name, peers, servers, spec, tools } = values;
  const card = {
    name,
    description: spec.description,
    ...(spec.hasUnknownModel ? {} : { model: spec.model ?? model }),
    peers: peers.map((peer) => ({ name: peer.name, url: peer.url })),
    tools: servers.map((server) => ({ server: server.name, url: server.url, tools: tools[server.name] ?? [] })),
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMetadata(AGENT_ROLE, values, workloadName(AGENT_ROLE, name)),
    data: { 'card.json': `${JSON.stringify(card, undefined, 2)}\n` },
  };
}
