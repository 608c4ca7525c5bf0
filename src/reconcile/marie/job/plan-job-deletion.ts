import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { Plan, Step } from '../../engine/contract.ts';
import { jobEffect } from './job-effects.ts';
import { isEnded } from './job-phase.ts';
import type { MarieJobObserved, MarieJobPrimary } from './observe-job.ts';
import { JOB_FINALIZER } from './start-attempt.ts';
import { storedJobStatus } from './stored-job-status.ts';

/** A job that is deleted asks its gateway once to stop it, and goes whatever the answer is. */
export function planJobDeletion(primary: MarieJobPrimary, { cluster }: MarieJobObserved): Plan<MarieJobStatus> {
  const stored = storedJobStatus(primary);
  const { jobId, stop } = stored;
  const isHeld = primary.metadata.finalizers?.includes(JOB_FINALIZER) ?? false;
  const isAsked = jobId === undefined || isEnded(stored.phase) || stop?.jobId === jobId;
  const steps: readonly Step<MarieJobStatus>[] =
    isAsked || cluster.state !== 'found'
      ? []
      : [{ do: 'effect', effect: jobEffect('stop-job', { target: cluster.target, jobId }), optional: true }];
  return {
    steps: isHeld ? [...steps, { do: 'release', finalizer: JOB_FINALIZER }] : [],
    status: stored,
    events: [],
    blocked: { kind: 'waits', reason: 'Deleting', message: 'the job is being deleted' },
  };
}
