import { conditionChanged, nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import type { Plan } from '../engine/contract.ts';
import { instanceKey } from './observe-instance.ts';
import { storedStatus } from './stored-status.ts';

/** The finalizer of earlier operators. Nothing of an instance needs one: its objects go by garbage collection. */
export const INSTANCE_FINALIZER = 'maia.cuemby.com/finalizer';

/** The plan for an instance that is being deleted: nothing is made any more, an old finalizer is released, the backups are named. */
export function planDeletion(primary: KubeObject, backupClaim: KubeObject | undefined, now: number): Plan<MaiaInstanceStatus> {
  const stored = storedStatus(primary);
  const { namespace } = instanceKey(primary);
  const reason = 'Deleting';
  const kept =
    backupClaim === undefined ? '' : `; PersistentVolumeClaim/${namespace}/${backupClaim.metadata.name} with its backups is kept`;
  const message = `the instance is being deleted with its objects${kept}`;
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
  const conditions: readonly ConditionIntent[] = [
    ready,
    { type: 'Progressing', status: 'False', reason, message },
    { type: 'Degraded', status: 'False', reason: 'AsExpected', message },
  ];
  const generation = primary.metadata.generation ?? 0;
  const isHeld = primary.metadata.finalizers?.includes(INSTANCE_FINALIZER) ?? false;
  return {
    steps: isHeld ? [{ do: 'release', finalizer: INSTANCE_FINALIZER }] : [],
    status: { ...stored, observedGeneration: generation, conditions: nextConditions(stored.conditions, conditions, generation, now) },
    events: conditionChanged(stored.conditions, ready) ? [{ type: 'Normal', reason: 'Finalizing', message }] : [],
    blocked: { kind: 'waits', reason, message },
  };
}
