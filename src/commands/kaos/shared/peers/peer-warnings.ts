import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { agentGraph } from '../graph/agent-graph.ts';
import { isExposed } from '../is-exposed.ts';

/** What is worth knowing about new peers of an agent: not there, not to be reached, or asking back in a ring. `others`: all agents of the namespace. */
export function peerWarnings(agent: KubeObject, peers: readonly string[], others: readonly KubeObject[], bin: string): readonly string[] {
  const warnings: string[] = [];
  for (const name of peers) {
    const peer = others.find(({ metadata }) => metadata.name === name);
    if (peer === undefined) warnings.push(`there is no agent ${name} yet: ${agent.metadata.name} stays Pending until there is`);
    else if (!isExposed(peer['spec'], peer['status'])) {
      const patch = `--type merge -p '{"spec":{"agentNetwork":{"expose":true}}}'`;
      warnings.push(`agent ${name} has no Service: kubectl patch agents.kaos.tools ${name} ${patch} gives it one`);
    }
  }
  const namespace = agent.metadata.namespace ?? 'default';
  const objects = [agent, ...others.filter(({ metadata }) => metadata.name !== agent.metadata.name)];
  for (const ring of agentGraph(objects, { offline: true, defaultNamespace: namespace }).cycles) {
    const names = ring.map((id) => id.split('/')[2] ?? id);
    if (!names.includes(agent.metadata.name) || !peers.some((name) => names.includes(name))) continue;
    warnings.push(`these agents call each other in a ring: ${[...names, ...names.slice(0, 1)].join(' -> ')} (${bin} agent graph draws it)`);
  }
  return warnings;
}
