import { conditionChanged, nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { KubeObject, Ref } from '../../kernel/kube-object.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import type { Plan, Step } from '../engine/contract.ts';
import { childRef, type ChildRoleName } from './child-role.ts';
import type { InstanceSituation } from './instance-situation.ts';
import { claimRefs } from './instance-steps.ts';
import { INSTANCE_FINALIZER, keepsVolumes } from './retention.ts';
import { storedStatus } from './stored-status.ts';

type InstanceStep = Step<AbiInstanceStatus>;

/** How often it is looked whether what is going has gone, in milliseconds. */
const RECHECK_MS = 5_000;

function isHeld(primary: KubeObject): boolean {
  return primary.metadata.finalizers?.includes(INSTANCE_FINALIZER) ?? false;
}

/** Autoscaler and workload first, with their pods: a volume is only given up when nothing uses it any more. Then the volumes. */
function deletionSteps(situation: InstanceSituation): readonly InstanceStep[] {
  const { observed, primary, values } = situation;
  if (!isHeld(primary)) return [];
  const release: InstanceStep = { do: 'release', finalizer: INSTANCE_FINALIZER };
  if (keepsVolumes(primary.spec)) return [release];
  const live = (roles: readonly ChildRoleName[]): readonly Ref[] =>
    roles.filter((role) => observed.live[role] !== undefined).map((role) => childRef(role, values));
  const remove = (refs: readonly Ref[], propagation: 'Background' | 'Foreground'): readonly InstanceStep[] =>
    refs.length === 0 ? [] : [{ do: 'remove', refs, propagation }];
  const isGoing = new Set(
    observed.claims
      .filter(({ live: claim }) => claim.metadata.deletionTimestamp !== undefined)
      .map(({ live: claim }) => claim.metadata.name),
  );
  const shared = observed.live.sharedClaim?.metadata.deletionTimestamp === undefined ? live(['sharedClaim']) : [];
  // A claim that is going goes by itself: somebody else's finalizer on it must not hold the instance.
  const claims = [...claimRefs(situation).filter(({ name }) => !isGoing.has(name)), ...shared];
  return [
    ...remove(live(['autoscaler']), 'Background'),
    ...remove(live(['deployment', 'statefulSet']), 'Foreground'),
    ...remove(claims, 'Background'),
    release,
  ];
}

/** Status and events of an instance that is being deleted. */
export function deletionPlan(primary: KubeObject, steps: readonly InstanceStep[], kept: string, now: number): Plan<AbiInstanceStatus> {
  const stored = storedStatus(primary);
  const reason = 'Deleting';
  const message = `the instance is being deleted with its objects${kept}`;
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
  const generation = primary.metadata.generation ?? 0;
  const others = stored.conditions.filter(({ type }) => type !== 'Ready');
  return {
    steps,
    status: {
      ...stored,
      phase: 'Terminating',
      observedGeneration: generation,
      conditions: [...nextConditions(stored.conditions, [ready], generation, now), ...others],
    },
    events: conditionChanged(stored.conditions, ready) ? [{ type: 'Normal', reason: 'Deleted', message }] : [],
    ...(steps.length === 0 ? {} : { recheckAfter: RECHECK_MS }),
    blocked: { kind: 'waits', reason, message },
  };
}

/** The plan for an instance that is being deleted: its volumes go with it only where the spec says so. */
export function planDeletion(situation: InstanceSituation, now: number): Plan<AbiInstanceStatus> {
  const { observed, primary } = situation;
  const hasVolumes = observed.claims.length > 0 || observed.live.sharedClaim !== undefined;
  const kept = hasVolumes && keepsVolumes(primary.spec) ? '; its volumes are kept' : '';
  return deletionPlan(primary, deletionSteps(situation), kept, now);
}
