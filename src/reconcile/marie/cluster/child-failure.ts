import type { StepFailure } from '../../engine/contract.ts';
import { clusterNames } from '../../../templates/marie/names.ts';
import type { ClusterProblem } from './spec-problem.ts';

/** A failed step about an object of a cluster. */
export interface ChildFailure {
  readonly step: StepFailure;
  /** Without the object there is no cluster: all but the Ingress, and what is done to pods. */
  readonly isEssential: boolean;
  /** An object of somebody else has the name. */
  readonly isConflict: boolean;
}

/** The failures of a cluster's steps, in the order in which they came. */
export function childFailures(failures: readonly StepFailure[], cluster: { readonly name: string }): readonly ChildFailure[] {
  return failures.map((step) => {
    const isIngress = step.kind === 'Ingress' || step.subject.endsWith(`/${clusterNames.ingress(cluster.name)}`);
    return { step, isEssential: !isIngress && step.step !== 'effect', isConflict: step.reason === 'ForeignObject' };
  });
}

/** What a failed step could not do. */
export function failureProblem({ isConflict, step }: ChildFailure): ClusterProblem {
  if (isConflict) {
    return { reason: 'NameConflict', message: `${step.subject} exists and does not belong to this MarieCluster: it is left alone` };
  }
  if (step.step === 'effect') {
    const group = step.subject.split(' ')[1] ?? '';
    return {
      reason: step.reason,
      message: `pods of group ${group} that are to go first could not be marked, so it does not shrink: ${step.message}`,
    };
  }
  return {
    reason: step.reason,
    message: `${step.subject} could not be ${step.step === 'remove' ? 'removed' : 'applied'}: ${step.message}`,
  };
}
