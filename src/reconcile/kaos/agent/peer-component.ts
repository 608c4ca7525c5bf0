import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { strongComponents } from '../../../kernel/strong-components.ts';

/** The names of the peers that a stored agent may call, whatever else is in its spec. */
export function storedPeers(agent: KubeObject): readonly string[] {
  const spec = isJsonObject(agent['spec']) ? agent['spec'] : {};
  const network = isJsonObject(spec['agentNetwork']) ? spec['agentNetwork'] : {};
  const access = network['access'];
  return Array.isArray(access) ? access.filter((name) => typeof name === 'string') : [];
}

/**
 * The strongly connected component of an agent in the graph of who may call whom: the agents that it reaches and that reach it, itself among
 * them, sorted. `peersOf` gives the peers of an agent by name, none where there is no such agent; each agent is asked for once.
 */
export async function peerComponent(start: string, peersOf: (name: string) => Promise<readonly string[]>): Promise<readonly string[]> {
  const edges = new Map<string, readonly string[]>();
  let front: readonly string[] = [start];
  while (front.length > 0) {
    const found = await Promise.all(front.map(async (name) => [name, await peersOf(name)] as const));
    for (const [name, peers] of found) edges.set(name, peers);
    front = [...new Set(found.flatMap(([, peers]) => peers))].filter((name) => !edges.has(name));
  }
  const components = strongComponents([...edges.keys()], (name) => edges.get(name) ?? []);
  return (components.find((component) => component.includes(start)) ?? [start]).toSorted();
}
