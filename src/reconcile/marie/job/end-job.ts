import { timestamp } from '../../../kernel/clock.ts';
import { formatGoDuration } from '../../../kernel/duration.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import { changed, LIVE_MS, NO_ATTEMPT, type JobDecision, type JobSituation } from './job-decision.ts';
import { jobEffect } from './job-effects.ts';
import { resultUri } from './job-submission.ts';

/** Why an attempt, or the whole job, did not succeed. */
export interface JobTrouble {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
  /** It may still be at work at the gateway, which is asked to stop it. */
  readonly isAtWork: boolean;
}

const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 360_000;

/** Milliseconds before an attempt that follows `retries` others. */
export function retryDelay(retries: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(retries, 20));
}

/** One wish to stop it, made before anything else; it was made already where the status says so. */
function stopSteps({ observed: { cluster }, stored }: JobSituation): JobDecision['steps'] {
  const { jobId } = stored;
  if (jobId === undefined || stored.stop?.jobId === jobId || cluster.state !== 'found') return [];
  return [{ do: 'effect', effect: jobEffect('stop-job', { target: cluster.target, jobId }), optional: true }];
}

function stopNote({ observed: { cluster }, stored }: JobSituation): string {
  if (stored.jobId === undefined) return '';
  if (stored.stop?.jobId === stored.jobId) return `; ${stored.stop.answer}`;
  return cluster.state === 'found' ? '; the gateway is asked to stop it' : '; its gateway is not there to be asked to stop it';
}

/** The steps and the note for a job that may still be at work. */
export function stopped(situation: JobSituation): { readonly steps: JobDecision['steps']; readonly note: string } {
  return { steps: stopSteps(situation), note: stopNote(situation) };
}

function ending(situation: JobSituation): Pick<MarieJobStatus, 'completionTime'> & { readonly duration?: string } {
  const { now, stored } = situation;
  const { startTime } = stored;
  return {
    completionTime: timestamp(now),
    ...(startTime === undefined
      ? {}
      : { duration: formatGoDuration(Math.max(0, Math.floor(now / 1_000) * 1_000 - Date.parse(startTime))) }),
  };
}

/** The job is over and did not succeed. */
export function endedBadly(situation: JobSituation, phase: 'Failed' | 'Cancelled', trouble: JobTrouble): JobDecision {
  const { code, details, isAtWork } = trouble;
  const { steps, note } = isAtWork ? stopped(situation) : { steps: [], note: '' };
  const message = `${trouble.message}${note}`;
  return {
    steps,
    facts: changed(situation.stored, {
      ...ending(situation),
      phase,
      message,
      error: { code, message, ...(details === undefined ? {} : { details }) },
      retryAfter: undefined,
      unreadableSince: undefined,
      notListedSince: undefined,
    }),
    blocked: { kind: 'failed', reason: code, message },
  };
}

/** The job has succeeded. The gateway tells nothing of the result: where it is follows from the reference. */
export function endedWell(situation: JobSituation): JobDecision {
  const { observed, primary, stored } = situation;
  const { spec } = primary;
  const wished = spec.output?.uri;
  const { submissionRef } = stored;
  const found = observed.listing.state === 'answered' ? observed.listing.rows[0]?.metadata['ref_id'] : undefined;
  const reference = typeof found === 'string' ? found : submissionRef;
  const bucket = observed.cluster.state === 'found' ? observed.cluster.bucket : undefined;
  return {
    steps: [],
    facts: changed(stored, {
      ...ending(situation),
      phase: 'Succeeded',
      progress: 100,
      message: 'the job has succeeded',
      error: undefined,
      retryAfter: undefined,
      unreadableSince: undefined,
      notListedSince: undefined,
      ...(reference === undefined || bucket === undefined
        ? {}
        : {
            result: {
              outputUri: resultUri(spec, reference, bucket),
              summary: {
                reference,
                ...(stored.tasks === undefined ? {} : { tasks: stored.tasks }),
                ...(wished === undefined ? {} : { requestedUri: wished }),
              },
            },
          }),
    }),
  };
}

/** The attempt has failed: the next one after a while, or the end where there is none left. */
export function attemptFailed(situation: JobSituation, trouble: JobTrouble): JobDecision {
  const { now, primary, stored } = situation;
  const { backoffLimit } = primary.spec;
  if (stored.retryCount >= backoffLimit) {
    const tries = backoffLimit === 0 ? '' : ` (attempt ${String(backoffLimit + 1)} of ${String(backoffLimit + 1)})`;
    return endedBadly(situation, 'Failed', { ...trouble, message: `${trouble.message}${tries}` });
  }
  const delay = retryDelay(stored.retryCount);
  const { steps, note } = trouble.isAtWork ? stopped(situation) : { steps: [], note: '' };
  const message = `${trouble.message}${note}; submitted anew in ${formatGoDuration(delay)}, attempt ${String(stored.retryCount + 2)} of ${String(backoffLimit + 1)}`;
  return {
    steps,
    facts: changed(stored, {
      ...NO_ATTEMPT,
      phase: 'Initializing',
      progress: 0,
      attempt: stored.attempt + 1,
      retryCount: stored.retryCount + 1,
      retryAfter: timestamp(now + delay + 999),
      message,
      error: { code: trouble.code, message: trouble.message, ...(trouble.details === undefined ? {} : { details: trouble.details }) },
    }),
    blocked: { kind: 'waits', reason: trouble.code, message },
    recheckAfter: Math.max(LIVE_MS, delay),
  };
}
