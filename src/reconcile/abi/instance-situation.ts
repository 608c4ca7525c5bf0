import { ownerPathOf } from '../../kernel/owner-annotation.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { abiInstance as kind } from '../../kinds/abi/abi-instance.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { SECRET_HASH_PREFIX } from '../../templates/abi/config-hash.ts';
import { deployment } from '../../templates/abi/deployment.ts';
import type { InstanceValues, SecretPurpose, WorkloadKind } from '../../templates/abi/instance-values.ts';
import { ABI_SERVER } from '../../templates/abi/server-facts.ts';
import { statefulSet } from '../../templates/abi/stateful-set.ts';
import { specChecksumOf } from '../../templates/shared/checksum.ts';
import { deploymentRollout, type Rollout } from '../../templates/shared/deployment-rollout.ts';
import { statefulSetRollout } from '../../templates/shared/stateful-set-rollout.ts';
import type { StepFailure } from '../engine/contract.ts';
import { childFailures, type ChildFailure } from './child-failure.ts';
import { CHILD_ROLE_NAMES, otherWorkload, workloadRole, type ChildRoleName } from './child-role.ts';
import { instanceKey, type AbiInstanceObserved, type AbiInstancePrimary } from './observe-instance.ts';
import { podFindings, type PodFindings } from './pod-findings.ts';
import { podOverrides } from './pod-overrides.ts';
import { replicaChoice, type ReplicaChoice } from './replica-choice.ts';
import type { SecretFinding } from './secret-finding.ts';
import { specProblem, type SpecProblem } from './spec-problem.ts';
import { volumeGrowth, type VolumeGrowth } from './volume-growth.ts';
import { workloadChoice } from './workload-choice.ts';

/** Set to `recreate`, it lets a workload that has to be replaced go before the new one is there. */
export const SWITCH_ANNOTATION = 'abi.io/switch';

/** Everything that steps, conditions, phase and blocker are decided from. */
export interface InstanceSituation {
  readonly primary: AbiInstancePrimary;
  readonly stored: AbiInstanceStatus | undefined;
  readonly observed: AbiInstanceObserved;
  readonly values: InstanceValues;
  /** Why no object can be made. */
  readonly problem: SpecProblem | undefined;
  readonly choice: ReplicaChoice;
  readonly growth: VolumeGrowth | undefined;
  /** The workload of the other kind, which has to go once the wanted one is ready. */
  readonly replaced: KubeObject | undefined;
  /** A person allowed that it goes at once. */
  readonly mayRecreate: boolean;
  /** The workload that serves: the wanted one, or the one it replaces until it is ready. */
  readonly serving: WorkloadKind;
  /** Of the wanted workload. */
  readonly rollout: Rollout;
  /** Of the serving workload. */
  readonly served: Rollout;
  /** Pods of the wanted workload. */
  readonly pods: PodFindings;
  readonly failures: readonly ChildFailure[];
  /** Roles whose name another object has. */
  readonly conflicts: readonly ChildRoleName[];
  /** Secrets that are certainly not as the server needs them. */
  readonly unusableSecrets: readonly SecretFinding[];
}

function annotationsOfPods(live: KubeObject | undefined): Readonly<Record<string, unknown>> {
  let node: unknown = live?.['spec'];
  for (const field of ['template', 'metadata', 'annotations']) node = isJsonObject(node) ? node[field] : undefined;
  return isJsonObject(node) ? node : {};
}

/**
 * Checksums for the pod template. A Secret that is not known, or not there, keeps the checksum that the running pods have: replacing a
 * working pod by one that cannot start would help nobody.
 */
function secretChecksums({ secrets }: AbiInstanceObserved, running: KubeObject | undefined): InstanceValues['secretChecksums'] {
  const kept = annotationsOfPods(running);
  const checksums: Partial<Record<SecretPurpose, string>> = {};
  for (const { purpose, checksum } of secrets) {
    const value = checksum?.slice(0, 20) ?? kept[`${SECRET_HASH_PREFIX}${purpose}`];
    if (typeof value === 'string') checksums[purpose] = value;
  }
  return checksums;
}

/** The workload as it should be. */
export function wantedWorkload(values: InstanceValues): ReturnType<typeof deployment> {
  return values.workload === 'StatefulSet' && values.volume !== undefined ? statefulSet(values, values.volume) : deployment(values);
}

function conflictingRoles(observed: AbiInstanceObserved, failures: readonly ChildFailure[]): readonly ChildRoleName[] {
  const failed = failures.filter(({ isConflict }) => isConflict).map(({ role }) => role);
  const roles = new Set<ChildRoleName | undefined>([...observed.foreign, ...failed]);
  return CHILD_ROLE_NAMES.filter((role) => roles.has(role));
}

/**
 * A workload that its controller has not looked at yet (it was made anew around pods that go on) counts nothing: what was counted last stands,
 * as far as there are pods.
 */
function countedBefore(rollout: Rollout, live: KubeObject | undefined, stored: AbiInstanceStatus | undefined, pods: number): Rollout {
  const seen = (live?.['status'] as { readonly observedGeneration?: number } | undefined)?.observedGeneration ?? 0;
  if (seen > 0 || stored === undefined || pods === 0) return rollout;
  const [replicas, readyReplicas, updatedReplicas] = [stored.replicas, stored.readyReplicas, stored.updatedReplicas].map((count) =>
    Math.min(count, pods),
  );
  return { ...rollout, exists: true, replicas: replicas ?? 0, readyReplicas: readyReplicas ?? 0, updatedReplicas: updatedReplicas ?? 0 };
}

/** What a workload says while it is not the wanted one: only its numbers count. */
function oldRollout(live: KubeObject | undefined, workload: WorkloadKind): Rollout {
  return workload === 'StatefulSet' ? statefulSetRollout(live, undefined, 0) : deploymentRollout(live, undefined, 0);
}

/** Puts together what the pass has found. `now` is Unix milliseconds. */
export function instanceSituation(
  primary: AbiInstancePrimary,
  observed: AbiInstanceObserved,
  stepFailures: readonly StepFailure[],
  now: number,
): InstanceSituation {
  const key = instanceKey(primary);
  const { spec, status: stored } = primary;
  const workload = workloadChoice(spec, observed);
  const wanted = observed.live[workloadRole(workload.kind)];
  const replaced = observed.live[workloadRole(otherWorkload(workload.kind))];
  const pods = podFindings(observed.pods, workload.kind, now);
  const before = stored?.workloadKind === workload.kind ? Math.max(stored.replicas, pods.pods) : 0;
  const choice = replicaChoice({ spec, wanted, other: replaced, before });
  const read = podOverrides(primary);
  const { livenessPath, readinessPath } = ABI_SERVER;
  const values: InstanceValues = {
    ...key,
    spec,
    workload: workload.kind,
    replicas: choice.replicas,
    ...(workload.volume === undefined ? {} : { volume: workload.volume }),
    ownerPath: ownerPathOf(kind, key),
    secretChecksums: secretChecksums(observed, wanted ?? replaced),
    overrides: 'overrides' in read ? read.overrides : { livenessPath, readinessPath },
  };
  const checksum = specChecksumOf(wantedWorkload(values));
  const rollout =
    workload.kind === 'StatefulSet'
      ? statefulSetRollout(wanted, checksum, choice.replicas)
      : deploymentRollout(wanted, checksum, choice.replicas);
  const isReplacing = replaced !== undefined && !rollout.complete;
  const serving = isReplacing ? otherWorkload(workload.kind) : workload.kind;
  const failures = childFailures(stepFailures, key);
  return {
    primary,
    stored,
    observed,
    values,
    problem: specProblem(primary),
    choice,
    growth: volumeGrowth(spec, observed, workload),
    replaced,
    mayRecreate: primary.metadata.annotations?.[SWITCH_ANNOTATION] === 'recreate',
    serving,
    rollout,
    served: isReplacing ? oldRollout(replaced, serving) : countedBefore(rollout, wanted, before > 0 ? stored : undefined, pods.pods),
    pods,
    failures,
    conflicts: conflictingRoles(observed, failures),
    unusableSecrets: observed.secrets.filter(({ state }) => state === 'absent' || state === 'incomplete'),
  };
}
