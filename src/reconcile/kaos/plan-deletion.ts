import { nextConditions, type Condition, type ConditionIntent } from '../../kernel/condition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Plan } from '../engine/contract.ts';
import { releaseUpstream } from './upstream-finalizers.ts';

/** What all three kinds have in their status and a plan for the end changes. */
interface EndingStatus {
  readonly phase: string;
  readonly ready: boolean;
  readonly message?: string;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
}

/** What a status says that was never written. */
export const NO_STATUS = { phase: 'Pending', ready: false, observedGeneration: 0, conditions: [] } as const;

/**
 * The plan for an object that is being deleted: its children go with it by their owner references, so nothing is held; what upstream's
 * operator holds is released. Dependants see at once that it is not ready any more.
 */
export function planDeletion<Status extends EndingStatus>(primary: KubeObject, stored: Status | undefined, now: number): Plan<Status> {
  const message = 'it is being deleted';
  const generation = primary.metadata.generation ?? 0;
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason: 'Deleting', message };
  const others = (stored?.conditions ?? []).filter(({ type }) => type !== 'Ready');
  const ending = {
    ...(stored ?? NO_STATUS),
    phase: 'Pending',
    ready: false,
    message,
    observedGeneration: generation,
    conditions: [...nextConditions(stored?.conditions, [ready], generation, now), ...others],
  };
  return {
    steps: releaseUpstream(primary),
    status: ending as unknown as Status,
    events: [],
    blocked: { kind: 'waits', reason: 'Deleting', message },
  };
}
