import { hashOf } from '../../../kernel/hash.ts';
import type { ConditionIntent } from '../../../kernel/condition.ts';
import { condition } from '../common-conditions.ts';
import type { Wait } from '../verdict.ts';
import type { AgentObserved, PeerView } from './observe-agent.ts';

/** What keeps an agent Pending for its peers' sake, and what is to be said about them. */
export interface PeerFinding {
  readonly wait?: Wait;
  readonly conditions: readonly ConditionIntent[];
}

/** As many names of a cycle are told; the rest is counted. */
const MOST_NAMES = 20;

function reasonOf({ exposed, name, ready, serves, state }: PeerView, component: ReadonlySet<string>): string | undefined {
  if (state === 'absent') return 'PeerNotFound';
  if (state === 'present' && !exposed) return 'PeerNotExposed';
  // Agents of one cycle would wait for each other for ever: among them it is enough that the pods serve.
  return ready || (component.has(name) && serves) ? undefined : 'PeerNotReady';
}

const WORDS: Readonly<Record<string, string>> = {
  PeerNotFound: 'not found',
  PeerNotExposed: 'has no Service: set its spec.agentNetwork.expose',
  PeerNotReady: 'is not ready',
};

/**
 * The cycle in words. The words are different for every set of members: the agents of a cycle learn of a change in it through each other's
 * status.
 */
function cycleCondition(component: readonly string[]): readonly ConditionIntent[] {
  const type = 'PeerCycle';
  if (component.length < 2) return [condition(type, false, 'Acyclic', 'no agent that it may call can call it back')];
  const shown = component.slice(0, MOST_NAMES).join(', ');
  const more = component.length > MOST_NAMES ? ` and ${component.length - MOST_NAMES} more (group ${hashOf(component)})` : '';
  return [condition(type, true, 'CycleDetected', `these agents can call each other in a circle: ${shown}${more}`)];
}

/** Judges the peers of an agent. */
export function peerFinding({ component, peers }: AgentObserved, namespace: string): PeerFinding {
  const members = new Set(component);
  const cycle = cycleCondition(component);
  const open = peers.flatMap((peer) => {
    const reason = reasonOf(peer, members);
    return reason === undefined ? [] : [{ name: peer.name, reason }];
  });
  const [first, ...others] = open;
  const type = 'PeersReady';
  if (first === undefined) {
    const told =
      peers.length === 0
        ? condition(type, true, 'NoPeers', 'it names no peers')
        : condition(type, true, 'AllReady', `${peers.length} peers are ready`);
    return { conditions: [told, ...cycle] };
  }
  const { name, reason } = first;
  const message = `peer ${name} ${WORDS[reason] ?? ''}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
  const expose = `kubectl patch agent ${name} -n ${namespace} --type=merge -p '{"spec":{"agentNetwork":{"expose":true}}}'`;
  const wait: Wait = {
    reason,
    message,
    on: { kind: 'Agent', namespace, name },
    ...(reason === 'PeerNotExposed' ? { fix: expose, isStuck: true } : {}),
  };
  return { wait, conditions: [condition(type, false, reason, message), ...cycle] };
}
