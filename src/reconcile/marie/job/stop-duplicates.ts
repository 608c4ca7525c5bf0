import type { ConditionIntent } from '../../../kernel/condition.ts';
import { findCondition } from '../../../kernel/condition.ts';
import type { DuplicateSubmission } from './duplicate-submission.ts';
import type { JobDecision, JobSituation } from './job-decision.ts';
import { jobEffect } from './job-effects.ts';

function duplicates({ observed: { listing } }: JobSituation): readonly DuplicateSubmission[] {
  return listing.state === 'answered' ? listing.duplicates : [];
}

/** The next one to be stopped. They are asked in order, each once: the status remembers only the last. */
function nextToStop(situation: JobSituation): DuplicateSubmission | undefined {
  const all = duplicates(situation);
  const asked = all.findIndex(({ jobId }) => jobId === situation.stored.stop?.jobId);
  return all.slice(asked + 1).find(({ isOver }) => !isOver);
}

/** A decision with the wish that a duplicate be stopped, which changes nothing about the job itself. */
export function withoutDuplicates(situation: JobSituation, decision: JobDecision): JobDecision {
  const { cluster } = situation.observed;
  const next = nextToStop(situation);
  if (next === undefined || cluster.state !== 'found') return decision;
  const effect = { ...jobEffect('stop-job', { target: cluster.target, jobId: next.jobId }), about: next.jobId };
  return { ...decision, steps: [{ do: 'effect', effect, optional: true }, ...decision.steps] };
}

/** Tells that the work is done twice; once told it stays. */
export function duplicateCondition(situation: JobSituation): readonly ConditionIntent[] {
  const type = 'DuplicateSubmission';
  const { stored } = situation;
  const found = duplicates(situation);
  if (found.length === 0) {
    const before = findCondition(stored.conditions, type);
    return before === undefined ? [] : [{ type, status: before.status, reason: before.reason, message: before.message }];
  }
  const names = found.map(({ jobId, reference }) => `${jobId} (${reference})`).join(', ');
  const isAsked = found.some(({ jobId }) => jobId === stored.stop?.jobId);
  const answer = isAsked ? `; ${stored.stop?.answer ?? ''}` : '';
  const message = `a submission that was held lost has turned up: the gateway has this job more than once, and ${names} is not followed${answer}`;
  return [{ type, status: 'True', reason: 'TurnedUpLate', message }];
}
