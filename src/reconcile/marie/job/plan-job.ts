import { nextConditions } from '../../../kernel/condition.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { Plan, StepFailure } from '../../engine/contract.ts';
import { decideJob } from './decide-job.ts';
import { jobConditions } from './job-conditions.ts';
import type { JobSituation } from './job-decision.ts';
import { jobEvents } from './job-events.ts';
import type { MarieJobObserved, MarieJobPrimary } from './observe-job.ts';
import { planJobDeletion } from './plan-job-deletion.ts';
import { storedJobStatus } from './stored-job-status.ts';

/** Decides what is to be done for a job and what its status says. Pure. */
export function planJob(
  primary: MarieJobPrimary,
  observed: MarieJobObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MarieJobStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planJobDeletion(primary, observed);
  const stored = storedJobStatus(primary);
  const situation: JobSituation = { primary, observed, stored, now, failures };
  const decision = decideJob(situation);
  const conditions = jobConditions(situation, decision);
  const generation = primary.metadata.generation ?? 0;
  return {
    steps: decision.steps,
    status: {
      ...decision.facts,
      conditions: nextConditions(stored.conditions, conditions, generation, now),
      observedGeneration: generation,
    },
    events: jobEvents(situation, decision, conditions),
    ...(decision.recheckAfter === undefined ? {} : { recheckAfter: decision.recheckAfter }),
    ...(decision.blocked === undefined ? {} : { blocked: decision.blocked }),
  };
}
