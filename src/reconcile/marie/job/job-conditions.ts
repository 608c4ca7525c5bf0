import { findCondition, type ConditionIntent } from '../../../kernel/condition.ts';
import { duplicateCondition } from './stop-duplicates.ts';
import type { JobDecision, JobSituation } from './job-decision.ts';
import { jobDeadlines } from './job-deadlines.ts';
import { isEnded } from './job-phase.ts';
import { isSecond } from './submission-reference.ts';

function kept({ stored }: JobSituation, type: string): readonly ConditionIntent[] {
  const before = findCondition(stored.conditions, type);
  if (before === undefined) return [];
  const { message, reason, status } = before;
  return [{ type, status, reason, message }];
}

function submitted(situation: JobSituation, { blocked, facts }: JobDecision): readonly ConditionIntent[] {
  const type = 'JobSubmitted';
  if (facts.tasks !== undefined || facts.submission?.state === 'Accepted') {
    const message = `attempt ${String(facts.retryCount + 1)} is at the gateway as ${facts.jobId ?? ''}`;
    return [{ type, status: 'True', reason: 'Submitted', message }];
  }
  if (isEnded(facts.phase) && isEnded(situation.stored.phase)) return kept(situation, type);
  return [{ type, status: 'False', reason: blocked?.reason ?? 'Suspended', message: blocked?.message ?? facts.message ?? '' }];
}

function running({ blocked, facts }: JobDecision): ConditionIntent {
  const type = 'JobRunning';
  if (facts.phase === 'Running') {
    return { type, status: 'True', reason: blocked?.reason ?? 'JobRunning', message: facts.message ?? '' };
  }
  const reason = isEnded(facts.phase) ? 'Finished' : facts.phase === 'Initializing' ? (blocked?.reason ?? 'Queued') : 'NotStarted';
  return { type, status: 'False', reason, message: facts.message ?? '' };
}

function complete({ facts }: JobDecision): ConditionIntent {
  const type = 'JobComplete';
  const message = facts.message ?? '';
  if (facts.phase === 'Succeeded') return { type, status: 'True', reason: 'Succeeded', message };
  if (isEnded(facts.phase)) return { type, status: 'False', reason: facts.error?.code ?? facts.phase, message };
  return { type, status: 'False', reason: 'NotFinished', message: 'the job is not over' };
}

function suspendedCondition({ primary }: JobSituation, { facts }: JobDecision): ConditionIntent {
  const isSuspended = primary.spec.suspend === true && !isEnded(facts.phase);
  return isSuspended
    ? { type: 'Suspended', status: 'True', reason: 'Suspended', message: facts.message ?? '' }
    : { type: 'Suspended', status: 'False', reason: 'NotSuspended', message: 'the job is not suspended' };
}

function authConfigured(situation: JobSituation): readonly ConditionIntent[] {
  const type = 'AuthConfigured';
  const { cluster } = situation.observed;
  if (cluster.state !== 'found' || isEnded(situation.stored.phase)) return kept(situation, type);
  const { apiKey, cluster: key } = cluster.target;
  return cluster.noKey === undefined
    ? [{ type, status: 'True', reason: 'AuthConfigured', message: `the API key stands in Secret/${key.namespace}/${apiKey?.secret ?? ''}` }]
    : [{ type, status: 'False', reason: 'AuthNotConfigured', message: cluster.noKey }];
}

function gatewayAnswers(situation: JobSituation): readonly ConditionIntent[] {
  const type = 'GatewayAnswers';
  const { listing } = situation.observed;
  if (listing.state === 'unasked') return kept(situation, type);
  return listing.state === 'failed'
    ? [{ type, status: 'False', reason: listing.reason, message: listing.message }]
    : [{ type, status: 'True', reason: 'Answered', message: 'the gateway lists its jobs' }];
}

function softDeadline({ now, primary, stored }: JobSituation, { facts }: JobDecision): readonly ConditionIntent[] {
  const type = 'SoftDeadlineMet';
  const { soft } = jobDeadlines(primary.spec, facts.startTime);
  if (soft === undefined) return [];
  const end = facts.completionTime === undefined ? now : Date.parse(facts.completionTime);
  if (end > soft) {
    const message = `the job was not done after spec.sla.softDeadline (${primary.spec.sla?.softDeadline ?? ''}); it goes on`;
    const told = findCondition(stored.conditions, type);
    return [{ type, status: 'False', reason: 'SoftDeadlineExceeded', message: told?.status === 'False' ? told.message : message }];
  }
  return [{ type, status: 'True', reason: isEnded(facts.phase) ? 'Met' : 'NotReached', message: 'the soft deadline has not passed' }];
}

/** A submission that was lost is told for as long as the attempt lasts, and after. */
function resubmitted(situation: JobSituation, { blocked, facts }: JobDecision): readonly ConditionIntent[] {
  const type = 'Resubmitted';
  const reference = facts.submissionRef;
  if (blocked?.reason === 'SubmissionLost' && reference !== undefined && !isEnded(facts.phase)) {
    return [{ type, status: 'True', reason: 'SubmissionLost', message: blocked.message }];
  }
  if (reference !== undefined && isSecond(reference)) {
    const message = `the first submission of this attempt was lost; it was submitted once more as ${reference}`;
    return [{ type, status: 'True', reason: 'SubmissionLost', message }];
  }
  return kept(situation, type);
}

/** The conditions of a job, so that none is left over from before. */
export function jobConditions(situation: JobSituation, decision: JobDecision): readonly ConditionIntent[] {
  return [
    ...submitted(situation, decision),
    running(decision),
    complete(decision),
    suspendedCondition(situation, decision),
    ...authConfigured(situation),
    ...gatewayAnswers(situation),
    ...softDeadline(situation, decision),
    ...resubmitted(situation, decision),
    ...duplicateCondition(situation),
  ];
}
