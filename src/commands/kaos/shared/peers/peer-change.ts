import { isJsonObject } from '../../../../kernel/json.ts';
import type { JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { ObjectChange } from '../../../shared/change/change-object.ts';
import { refuseOwned } from '../../../shared/change/refuse-owned.ts';

/** Who is to be added to an agent's peers, or removed from them. */
export interface PeerRequest {
  readonly do: 'add' | 'remove';
  readonly peers: readonly string[];
  /** Take the list over from a delivery tool. */
  readonly takeOver: boolean;
  readonly now: number;
}

const ACCESS = ['spec', 'agentNetwork', 'access'];

/** The agents that an agent may call. */
export function peersOf(agent: KubeObject): readonly string[] {
  const spec: JsonObject = isJsonObject(agent['spec']) ? agent['spec'] : {};
  const network = isJsonObject(spec['agentNetwork']) ? spec['agentNetwork'] : {};
  const access: unknown = network['access'];
  return Array.isArray(access) ? access.filter((name) => typeof name === 'string') : [];
}

/** The change of `spec.agentNetwork.access`: those that are there keep their places. */
export function peerChange({ do: verb, peers, takeOver, now }: PeerRequest): ObjectChange {
  return {
    decide: (agent) => {
      const before = peersOf(agent);
      const after = verb === 'add' ? [...new Set([...before, ...peers])] : before.filter((name) => !peers.includes(name));
      if (after.length === before.length) return undefined;
      const because = 'it would set its own list again';
      refuseOwned(agent, { verb: 'change the peers of', owned: ACCESS, field: `.${ACCESS.join('.')}`, because, force: takeOver, now });
      return { spec: { agentNetwork: { access: after.length === 0 ? null : after } } };
    },
  };
}
