import { timestamp } from '../../../kernel/clock.ts';
import type { Step } from '../../engine/contract.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import { JOB } from '../../../kernel/builtin-types.ts';
import { submitterName } from '../../../templates/marie/job-submitter.ts';
import type { JobCluster } from './job-cluster.ts';
import { waiting, WAIT_MS, type JobDecision, type JobSituation } from './job-decision.ts';
import { jobEffect } from './job-effects.ts';
import { endedBadly } from './end-job.ts';
import { submissionReference } from './submission-reference.ts';

/** Held before the first submission, so that deleting a job can ask its gateway to stop it. */
export const JOB_FINALIZER = 'marie.ai/mariejob-finalizer';

type FoundCluster = Extract<JobCluster, { readonly state: 'found' }>;

/** Records an attempt: what will be sent and when, before it is sent. */
export function recordSteps({ now, primary, stored }: JobSituation, cluster: FoundCluster, reference: string): JobDecision['steps'] {
  const at = timestamp(now);
  const hold: readonly Step<MarieJobStatus>[] = [{ do: 'hold', finalizer: JOB_FINALIZER }];
  const effect = jobEffect('record-attempt', {
    submissionRef: reference,
    lastAttemptTime: at,
    status: {
      phase: 'Initializing',
      clusterName: cluster.name,
      clusterUid: cluster.uid,
      startTime: stored.startTime ?? at,
      submission: { state: 'Recorded' },
      ...(primary.spec.submissionMode === 'K8sJobSubmission' ? { submitterJobName: submitterName(primary.metadata.name) } : {}),
      jobId: null,
      dagId: null,
      tasks: null,
      lastProgressTime: null,
      retryAfter: null,
      notListedSince: null,
      unreadableSince: null,
    },
  });
  return [...hold, { do: 'effect', effect }];
}

/** Why nothing can be submitted, though there is a cluster; undefined where it can. */
export function submissionHindrance(situation: JobSituation, cluster: FoundCluster): JobDecision | undefined {
  const { observed, stored } = situation;
  const { input } = observed;
  const phase = stored.startTime === undefined ? 'Pending' : 'Initializing';
  const bound = { change: { clusterName: cluster.name, clusterUid: cluster.uid }, recheckAfter: WAIT_MS };
  const on = { kind: 'MarieCluster', namespace: cluster.target.cluster.namespace, name: cluster.name };
  if (cluster.notReady !== undefined) {
    const reason = cluster.isSuspended ? 'ClusterSuspended' : 'ClusterNotReady';
    return waiting(situation, phase, { kind: 'waits', reason, message: cluster.notReady, on }, bound);
  }
  if (cluster.noKey !== undefined) {
    const { namespace, secret = '', key = '' } = cluster.target.apiKey ?? { namespace: on.namespace };
    const fix = `kubectl create secret generic ${secret} -n ${namespace} --from-file=${key}=FILE`;
    const message = `nothing is submitted without an API key: ${cluster.noKey}`;
    return waiting(
      situation,
      phase,
      { kind: 'waits', reason: 'AuthNotConfigured', message, on: { kind: 'Secret', namespace, name: secret }, fix },
      bound,
    );
  }
  if (input.state === 'problem') {
    return input.fatal
      ? endedBadly(situation, 'Failed', { code: 'ValidationFailed', message: input.message, isAtWork: false })
      : waiting(situation, phase, { kind: 'waits', reason: 'InputNotFound', message: input.message }, bound);
  }
  return undefined;
}

/** A new attempt: once its time has come, nothing hinders it and the last submitting Job is gone. */
export function startAttempt(situation: JobSituation, cluster: FoundCluster): JobDecision {
  const { now, observed, primary, stored } = situation;
  const { metadata } = primary;
  const dueAt = stored.retryAfter === undefined ? now : Date.parse(stored.retryAfter);
  if (dueAt > now) {
    const message = stored.message ?? `submitted anew at ${stored.retryAfter ?? ''}`;
    return waiting(
      situation,
      stored.phase,
      { kind: 'waits', reason: stored.error?.code ?? 'BackOff', message },
      { recheckAfter: dueAt - now + 1 },
    );
  }
  const hindrance = submissionHindrance(situation, cluster);
  if (hindrance !== undefined) return hindrance;
  if (observed.submitter !== undefined) {
    const ref = { type: JOB, namespace: metadata.namespace ?? 'default', name: submitterName(metadata.name) };
    const message = 'the submitting Job of the last attempt is being removed';
    return waiting(
      situation,
      stored.phase,
      { kind: 'waits', reason: 'Submitting', message },
      { steps: [{ do: 'remove', refs: [ref], propagation: 'Background' }] },
    );
  }
  const steps = recordSteps(situation, cluster, submissionReference(metadata, stored.attempt));
  return waiting(
    situation,
    'Initializing',
    { kind: 'waits', reason: 'Submitting', message: `attempt ${String(stored.retryCount + 1)} is being submitted` },
    { steps, change: { clusterName: cluster.name, clusterUid: cluster.uid } },
  );
}
