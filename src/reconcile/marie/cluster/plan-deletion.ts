import { conditionChanged, nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { Plan } from '../../engine/contract.ts';
import { storedClusterStatus } from './stored-cluster-status.ts';
import { withUpdateTime } from './with-update-time.ts';

/** The plan for a cluster that is being deleted: Kubernetes removes its objects, which it owns. */
export function planClusterDeletion(primary: KubeObject, now: number): Plan<MarieClusterStatus> {
  const stored = storedClusterStatus(primary);
  const reason = 'Deleting';
  const message = 'the cluster is being deleted with its objects';
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
  const generation = primary.metadata.generation ?? 0;
  const { lastUpdateTime: _before, ...fields } = stored;
  const others = stored.conditions.filter(({ type }) => type !== 'Ready');
  const conditions = [...nextConditions(stored.conditions, [ready], generation, now), ...others];
  return {
    steps: [],
    status: withUpdateTime({ ...fields, phase: 'Terminating', observedGeneration: generation, conditions }, stored, now),
    events: conditionChanged(stored.conditions, ready) ? [{ type: 'Normal', reason: 'Deleted', message }] : [],
    blocked: { kind: 'waits', reason, message },
  };
}
