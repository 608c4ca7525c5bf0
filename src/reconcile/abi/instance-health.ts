import { timestamp } from '../../kernel/clock.ts';
import { findCondition } from '../../kernel/condition.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import type { InstancePhase } from './instance-phase.ts';
import { placeProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';

type Health = AbiInstanceStatus['health'];

/** How long a first start may take before its pods count as ill. */
const START_MS = 10 * 60_000;

/** The longest message that the schema takes, with room for what follows. */
const MESSAGE_MAX = 4000;

/** When the first start has taken too long, Unix milliseconds: counted from when the status first said that nothing is available. */
export function startEnds({ stored }: Pick<InstanceSituation, 'stored'>, now: number): number {
  const available = findCondition(stored?.conditions, 'Available');
  return (available === undefined ? now : Date.parse(available.lastTransitionTime)) + START_MS;
}

function detail(situation: InstanceSituation): string {
  const { pods } = situation;
  const place = placeProblem(situation)?.message;
  const trouble =
    pods.trouble === undefined ? undefined : [pods.trouble.reason, pods.trouble.message].filter((text) => text !== '').join(': ');
  const found = [place, trouble].filter((text) => text !== undefined);
  return found.length === 0 ? '' : `; ${found.join('; ').slice(0, MESSAGE_MAX)}`;
}

function judged(situation: InstanceSituation, phase: InstancePhase, now: number): Pick<Health, 'status' | 'message'> {
  const { choice, served } = situation;
  if (choice.replicas === 0) return { status: 'Unknown', message: 'scaled to zero' };
  if (!served.exists) return { status: 'Unknown', message: 'there are no pods yet' };
  const { readyReplicas } = served;
  const message = `${readyReplicas} of ${choice.replicas} replicas are ready${readyReplicas < choice.replicas ? detail(situation) : ''}`;
  if (readyReplicas >= choice.replicas) return { status: 'Healthy', message };
  if (readyReplicas > 0) return { status: 'Degraded', message };
  return { status: phase === 'Creating' && now < startEnds(situation, now) ? 'Unknown' : 'Unhealthy', message };
}

/**
 * Health by the readiness of the pods, never by a call to them: network policies and their number would get in the way. `lastChecked` moves
 * only when health or its message does, or every pass would write the status.
 */
export function instanceHealth(situation: InstanceSituation, phase: InstancePhase, now: number): Health {
  const { status, message } = judged(situation, phase, now);
  const before = situation.stored?.health;
  const isSame = before?.status === status && before.message === message && before.lastChecked !== undefined;
  return { status, ...(message === undefined ? {} : { message }), lastChecked: isSame ? before.lastChecked : timestamp(now) };
}
