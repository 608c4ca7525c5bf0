import type { ConditionIntent } from '../../kernel/condition.ts';
import type { Blocker } from '../engine/contract.ts';
import type { InstancePhase } from './instance-phase.ts';
import type { InstanceProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';
import { describeTrouble } from './pod-trouble.ts';

function ready(situation: InstanceSituation, blocker: Blocker | undefined): ConditionIntent {
  if (blocker !== undefined) return { type: 'Ready', status: 'False', reason: blocker.reason, message: blocker.message };
  const { readyReplicas } = situation.rollout;
  const message = `${readyReplicas} of ${situation.primary.spec.replicas} replicas are ready`;
  return { type: 'Ready', status: 'True', reason: 'DeploymentReady', message };
}

function progressing(
  { nameProblem, paused, pods: { trouble }, rollout }: InstanceSituation,
  phase: InstancePhase,
  blocker: Blocker | undefined,
): ConditionIntent {
  const type = 'Progressing';
  if (paused) return { type, status: 'False', reason: 'Paused', message: 'the operator leaves the objects of the instance alone' };
  if (phase === 'Running') return { type, status: 'False', reason: 'RolloutComplete', message: 'every replica runs the current spec' };
  const because = trouble === undefined ? '' : `; ${describeTrouble(trouble)}`;
  if (nameProblem === undefined && rollout.failure !== undefined) {
    const { message, reason } = rollout.failure;
    return { type, status: 'False', reason, message: `${message}${because}` };
  }
  if (blocker !== undefined && phase === 'Failed') return { type, status: 'False', reason: blocker.reason, message: blocker.message };
  return { type, status: 'True', reason: 'DeploymentUpdating', message: `the server is being brought in step with the spec${because}` };
}

/** The condition Degraded for a list of problems: the reason of the first, the words of all. */
export function degraded(problems: readonly InstanceProblem[]): ConditionIntent {
  const [first, ...others] = problems;
  if (first === undefined) return { type: 'Degraded', status: 'False', reason: 'AsExpected', message: 'everything is as the spec asks' };
  const message = others.length === 0 ? first.message : problems.map((problem) => `${problem.reason}: ${problem.message}`).join('; ');
  return { type: 'Degraded', status: 'True', reason: first.reason, message };
}

/** What is worth a word though nothing is wrong with the instance: tenants are wanted, and its server knows none. */
function remark({ observed: { statistics }, primary }: InstanceSituation): string {
  const isWithout =
    statistics?.state === 'known' ? statistics.counts.withoutTenants === true : statistics?.reason === 'AdminAPIUnavailable';
  return isWithout && primary.spec.tenancy.enabled
    ? '; but its image is a server without Admin API (AdminAPIUnavailable): MaiaTenants cannot be made on it'
    : '';
}

/** All three conditions, in every pass. */
export function instanceConditions(
  situation: InstanceSituation,
  phase: InstancePhase,
  blocker: Blocker | undefined,
  problems: readonly InstanceProblem[],
): readonly ConditionIntent[] {
  const fine = degraded(problems);
  const told = problems.length === 0 ? { ...fine, message: `${fine.message}${remark(situation)}` } : fine;
  return [ready(situation, blocker), progressing(situation, phase, blocker), told];
}
