import { describeRef } from '../../kernel/kube-object.ts';
import type { VolumeRefusal } from '../../templates/abi/volume-terms.ts';
import { isOrdinalClaimFailure, type ChildFailure } from './child-failure.ts';
import { CHILD_ROLES, childRef, workloadRole, type ChildRoleName } from './child-role.ts';
import { hasRefusedPolicy } from './eviction-policy.ts';
import type { InstanceSituation } from './instance-situation.ts';
import type { SecretFinding } from './secret-finding.ts';

/** Something that is not as asked. Reason and message are the same as long as it lasts. */
export interface InstanceProblem {
  readonly reason: string;
  readonly message: string;
}

/** What is wrong with a Secret that the spec names. */
export function secretProblem(finding: SecretFinding, namespace: string): InstanceProblem {
  const what = `Secret/${namespace}/${finding.name} (${finding.field})`;
  return finding.state === 'absent'
    ? { reason: 'SecretNotFound', message: `${what} does not exist` }
    : { reason: 'KeyNotFound', message: `${what} has no key ${JSON.stringify(finding.key)}` };
}

/** Names of objects without which there is no server, and that other objects have. */
export function conflictProblems({ conflicts, observed, values }: InstanceSituation): readonly InstanceProblem[] {
  const subjects = [
    ...conflicts.filter((role) => CHILD_ROLES[role].essential).map((role) => describeRef(childRef(role, values))),
    ...observed.foreignClaims.map((name) => `PersistentVolumeClaim/${values.namespace}/${name}`),
  ];
  return subjects.map((subject) => ({
    reason: 'NameConflict',
    message: `${subject} exists and does not belong to this AbiInstance: it is left alone`,
  }));
}

function refusalProblem({ reason, field, live, wanted }: VolumeRefusal): InstanceProblem {
  return reason === 'ShrinkForbidden'
    ? { reason, message: `${field} is ${wanted}, but the volumes have ${live} and cannot shrink` }
    : { reason, message: `${field} is ${wanted}, but the volumes were made with ${live}, which cannot be changed` };
}

/** What the volumes cannot follow. */
export function volumeProblems({ failures, values }: InstanceSituation): readonly InstanceProblem[] {
  const refused = (values.volume?.refusals ?? []).map(refusalProblem);
  const unexpanded = failures.filter(isOrdinalClaimFailure).map(({ step }) => ({
    reason: 'ExpansionUnsupported',
    message: `${step.subject} could not grow: ${step.message}`,
  }));
  return [...refused, ...unexpanded];
}

/** An edit of the volumes that can never be followed. */
export function immutableProblem(situation: InstanceSituation): InstanceProblem | undefined {
  return volumeProblems(situation).find(({ reason }) => reason === 'ImmutableField');
}

/** The failure without which there would be a server. A failure that passes by itself counts while the object is not there. */
export function essentialFailure({ failures, observed }: InstanceSituation): ChildFailure | undefined {
  return failures.find(
    ({ essential, isConflict, role, step }) =>
      essential && !isConflict && (step.stuck || role === undefined || observed.live[role] === undefined),
  );
}

/** What a failed step could not do. */
export function failureProblem({ step }: ChildFailure): InstanceProblem {
  const did = step.step === 'remove' ? 'removed' : 'applied';
  return { reason: step.reason, message: `${step.subject} could not be ${did}: ${step.message}` };
}

/** Why one of these objects, without which the server still serves, is not as it should be. */
export function refusedProblem(situation: InstanceSituation, ...roles: readonly ChildRoleName[]): InstanceProblem | undefined {
  const failure = situation.failures.find(({ role, step }) => role !== undefined && roles.includes(role) && step.reason !== 'NotServed');
  if (failure === undefined || (failure.role === 'disruptionBudget' && hasRefusedPolicy(situation))) return undefined;
  return { reason: failure.isConflict ? 'NameConflict' : 'ApplyFailed', message: failureProblem(failure).message };
}

/** Pods that no node takes, with the name of the resource where it is a GPU. */
export function placeProblem({ pods, values }: InstanceSituation): InstanceProblem | undefined {
  const { withoutPlace } = pods;
  if (withoutPlace === undefined) return undefined;
  const gpu = /Insufficient ([\w.-]+\/[\w.-]+)/.exec(withoutPlace.message)?.[1];
  const isGpu = gpu !== undefined && values.spec.features.gpu;
  const what = withoutPlace.pods === 1 ? '1 pod has no node' : `${withoutPlace.pods} pods have no node`;
  return { reason: isGpu ? 'GPUUnschedulable' : 'Unschedulable', message: `${what}: ${withoutPlace.message}` };
}

/** Why the new workload does not become ready beside the one that it replaces. */
export function switchProblem(situation: InstanceSituation): InstanceProblem | undefined {
  const { mayRecreate, replaced, values } = situation;
  const place = placeProblem(situation);
  if (replaced === undefined || mayRecreate || place === undefined) return undefined;
  const wanted = describeRef(childRef(workloadRole(values.workload), values));
  return { reason: 'SwitchBlocked', message: `${wanted} finds no place beside the ${replaced.kind} that it replaces: ${place.message}` };
}
