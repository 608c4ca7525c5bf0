import { JOB } from '../../../kernel/builtin-types.ts';
import { marieCluster } from '../../../kinds/marie/marie-cluster.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import { marieJob } from '../../../kinds/marie/marie-job.ts';
import { jobSummaryConfigMap } from '../../../templates/marie/job-summary.ts';
import { submitterName } from '../../../templates/marie/job-submitter.ts';
import type { Step } from '../../engine/contract.ts';
import { changed, type JobDecision, type JobSituation } from './job-decision.ts';
import { JOB_FINALIZER } from './start-attempt.ts';
import { submitterOutcome } from './submitter-outcome.ts';

type JobStep = Step<MarieJobStatus>;

function summaryStep({ primary, stored }: JobSituation): readonly JobStep[] {
  const { metadata, spec } = primary;
  const name = spec.output?.configMapRef?.name;
  if (name === undefined) return [];
  const { completionTime, error, jobId, phase, result, submissionRef } = stored;
  const manifest = jobSummaryConfigMap(
    { namespace: metadata.namespace ?? 'default', name },
    {
      job: metadata.name,
      phase,
      ...(jobId === undefined ? {} : { jobId }),
      ...(submissionRef === undefined ? {} : { reference: submissionRef }),
      ...(completionTime === undefined ? {} : { completionTime }),
      ...(result?.outputUri === undefined ? {} : { outputUri: result.outputUri }),
      ...(error === undefined ? {} : { error: { code: error.code, ...(error.message === undefined ? {} : { message: error.message }) } }),
    },
  );
  // It outlives the job: whoever asked for it may come late.
  return [{ do: 'apply', wave: [{ manifest, ownership: 'retained' }], optional: true }];
}

const SOON_MS = 1_000;

/** What is left to do for a job that is over: its account, its own cluster, its finalizer, and after a while the job itself. `endsNow`: its end is not stored yet, so nothing goes that it needs. */
export function decideFinished(situation: JobSituation, { endsNow = false }: { readonly endsNow?: boolean } = {}): JobDecision {
  const { now, observed, primary, stored } = situation;
  const { metadata, spec } = primary;
  const namespace = metadata.namespace ?? 'default';
  const isHeld = metadata.finalizers?.includes(JOB_FINALIZER) ?? false;
  const clusterGoes = spec.shutdownAfterJobFinishes === true && observed.ownCluster !== undefined;
  const ttl = spec.ttlSecondsAfterFinished;
  const goesAt = ttl === undefined ? undefined : Date.parse(stored.completionTime ?? metadata.creationTimestamp) + ttl * 1_000;
  const isSubmitting = observed.submitter !== undefined && submitterOutcome(observed.submitter).state === 'running';
  const isOld = goesAt !== undefined && goesAt <= now;
  const self = { type: marieJob, namespace, name: metadata.name };
  const steps: readonly JobStep[] = [
    ...summaryStep(situation),
    ...(clusterGoes && !endsNow
      ? [
          {
            do: 'remove',
            refs: [{ type: marieCluster, namespace, name: metadata.name }],
            propagation: 'Background',
            optional: true,
          } as const,
        ]
      : []),
    ...(isSubmitting
      ? [
          {
            do: 'remove',
            refs: [{ type: JOB, namespace, name: submitterName(metadata.name) }],
            propagation: 'Background',
            optional: true,
          } as const,
        ]
      : []),
    ...(isHeld ? [{ do: 'release', finalizer: JOB_FINALIZER } as const] : []),
    ...(isOld && !endsNow ? [{ do: 'remove', refs: [self], propagation: 'Background' } as const] : []),
  ];
  const { error, phase, message = '' } = stored;
  return {
    steps,
    facts: changed(stored, {}),
    ...(phase === 'Succeeded' ? {} : { blocked: { kind: 'failed' as const, reason: error?.code ?? phase, message } }),
    ...(clusterGoes ? { recheckAfter: SOON_MS } : goesAt === undefined ? {} : { recheckAfter: Math.max(SOON_MS, goesAt - now + 1) }),
  };
}
