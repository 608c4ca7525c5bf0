import { timestamp } from '../../../kernel/clock.ts';
import type { GatewayRow } from '../gateway.ts';
import { withoutDuplicates } from './stop-duplicates.ts';
import { attemptFailed, endedBadly, endedWell } from './end-job.ts';
import { changed, LIVE_MS, waiting, type JobDecision, type JobSituation } from './job-decision.ts';
import { jobEffect } from './job-effects.ts';
import { jobProgress, jobVerdict, taskCounts } from './job-verdict.ts';
import { jobSubmission } from './job-submission.ts';
import type { JobCluster } from './job-cluster.ts';
import { recordSteps, submissionHindrance } from './start-attempt.ts';
import { isSecond, secondReference } from './submission-reference.ts';

type FoundCluster = Extract<JobCluster, { readonly state: 'found' }>;

/** A submission's rows are listed at once or, after trouble, within a minute; the rest is for the submission itself and for a shared, older look. */
export const LOST_MS = 75_000;
/** Milliseconds for which the gateway may not be readable (KubeRay's time for the same). */
export const UNREADABLE_MS = 300_000;
/** Milliseconds after which a key that was not taken is tried again. */
const AUTH_RETRY_MS = 60_000;

function since(text: string | undefined, now: number): number {
  return text === undefined ? 0 : now - Date.parse(text);
}

/** Sends the attempt that was just recorded. */
function send(situation: JobSituation, cluster: FoundCluster, reference: string): JobDecision {
  const { now, observed, primary, stored } = situation;
  const hindrance = submissionHindrance(situation, cluster);
  if (hindrance !== undefined) return hindrance;
  const { metadata, spec } = primary;
  const { input } = observed;
  const at = stored.lastAttemptTime ?? timestamp(now);
  const submission = jobSubmission(spec, {
    namespace: metadata.namespace ?? 'default',
    uid: metadata.uid,
    reference,
    attempt: stored.attempt,
    startTime: stored.startTime ?? at,
    ...(input.state === 'data' ? { data: input.data } : {}),
  });
  const effect = jobEffect('submit-job', {
    target: cluster.target,
    submission,
    submissionRef: reference,
    lastAttemptTime: at,
    ...(input.state === 'secret' ? { secret: input.secret } : {}),
    retryAfter: timestamp(now + AUTH_RETRY_MS),
  });
  const message = `submitted to MarieCluster ${cluster.name} as ${reference}`;
  return waiting(situation, 'Initializing', { kind: 'waits', reason: 'Submitting', message }, { steps: [{ do: 'effect', effect }] });
}

/** The gateway cannot be read: the job stays where it is, for a while. */
function unreadable(situation: JobSituation, cluster: FoundCluster, reason: string, why: string): JobDecision {
  const { now, stored } = situation;
  const unreadableSince = stored.unreadableSince ?? timestamp(now);
  const lasted = since(stored.unreadableSince, now);
  if (lasted >= UNREADABLE_MS && !cluster.isSuspended) {
    const message = `the gateway could not be asked for ${String(Math.floor(lasted / 1_000))} s: ${why}`;
    return endedBadly(situation, 'Failed', { code: 'StatusCheckTimeoutExceeded', message, details: why, isAtWork: true });
  }
  const message = `how the job stands is not known: ${why}`;
  return waiting(
    situation,
    stored.phase,
    { kind: 'waits', reason: cluster.isSuspended ? 'ClusterSuspended' : reason, message },
    { change: { unreadableSince: cluster.isSuspended ? undefined : unreadableSince, notListedSince: undefined } },
  );
}

/** The gateway was asked and lists no task of the job. */
function notListed(situation: JobSituation, cluster: FoundCluster, startedAt: number): JobDecision {
  const { now, primary, stored } = situation;
  const { submission, submissionRef = '' } = stored;
  const answered = submission?.message ?? 'no answer was stored';
  if (submission?.state === 'Refused' && submission.code !== 'AuthFailed') {
    const message = `the gateway does not take the job: ${answered}`;
    return endedBadly(situation, 'Failed', { code: 'ValidationFailed', message, details: answered, isAtWork: false });
  }
  if (submission?.state === 'Refused') {
    const due = stored.retryAfter === undefined ? now : Date.parse(stored.retryAfter);
    const message = `the gateway does not take the API key: ${answered}`;
    const steps = due <= now && submissionHindrance(situation, cluster) === undefined ? recordSteps(situation, cluster, submissionRef) : [];
    return waiting(
      situation,
      'Initializing',
      { kind: 'waits', reason: 'AuthFailed', message },
      { steps, recheckAfter: Math.max(LIVE_MS, due - now + 1), change: { unreadableSince: undefined } },
    );
  }
  if (submission?.state === 'NotSent') {
    return attemptFailed(situation, { code: 'SubmissionFailed', message: `the job could not be submitted: ${answered}`, isAtWork: false });
  }
  // A look that began before the attempt proves nothing.
  const isLook = startedAt >= Date.parse(stored.lastAttemptTime ?? timestamp(now));
  const notListedSince = stored.notListedSince ?? (isLook ? timestamp(startedAt + 999) : undefined);
  const lasted = notListedSince === undefined ? 0 : startedAt - Date.parse(notListedSince);
  if (lasted >= LOST_MS && primary.spec.submissionMode === 'HTTPSubmission') {
    const message = `the gateway does not list the job ${String(Math.floor(lasted / 1_000))} s after it was submitted as ${submissionRef}`;
    // Where no answer was ever stored our own process died: whether it was sent is not known, and no failure of the attempt.
    if (isSecond(submissionRef) && submission?.state !== 'Recorded')
      return attemptFailed(situation, { code: 'SubmissionLost', message, isAtWork: false });
    const hindrance = submissionHindrance(situation, cluster);
    if (hindrance !== undefined) return hindrance;
    const again = `${message}: it was lost and is submitted once more`;
    const steps = recordSteps(situation, cluster, isSecond(submissionRef) ? submissionRef : secondReference(submissionRef));
    return waiting(situation, 'Initializing', { kind: 'waits', reason: 'SubmissionLost', message: again }, { steps });
  }
  const message =
    submission?.state === 'Accepted'
      ? `the gateway took the job as ${stored.jobId ?? ''} and does not list it yet`
      : `whether the gateway took ${submissionRef} is being found out: ${submission?.state === 'Unknown' ? answered : 'it may have been sent'}`;
  return waiting(
    situation,
    stored.phase === 'Running' ? 'Running' : 'Initializing',
    { kind: 'waits', reason: 'NotListed', message },
    { change: { notListedSince, unreadableSince: undefined } },
  );
}

/** The gateway lists tasks of the job. */
function listed(situation: JobSituation, rows: readonly GatewayRow[], startedAt: number): JobDecision {
  const { now, primary, stored } = situation;
  const { conditions, observedGeneration } = stored;
  const tasks = taskCounts(rows);
  const isSame = stored.tasks === tasks && stored.jobId === rows[0]?.dagId;
  const isSeenTwice = isSame && stored.lastProgressTime !== undefined && startedAt > Date.parse(stored.lastProgressTime);
  const verdict = jobVerdict(rows, isSeenTwice);
  const jobId = rows[0]?.dagId;
  // Rounded up, so that a second look within the same second is not taken for one.
  const lastProgressTime = isSame ? (stored.lastProgressTime ?? timestamp(now)) : timestamp(Math.max(now, startedAt) + 999);
  const seen = {
    ...(jobId === undefined ? {} : { jobId, dagId: jobId }),
    submission: { state: 'Accepted' as const },
    tasks,
    lastProgressTime,
    progress: jobProgress(rows, verdict),
    notListedSince: undefined,
    unreadableSince: undefined,
  };
  const next: JobSituation = { ...situation, stored: { conditions, observedGeneration, ...changed(stored, seen) } };
  if (verdict.state === 'succeeded') return endedWell(next);
  if (verdict.state === 'failed') {
    const message = verdict.code === 'AppFailed' ? `a task of the job failed (${tasks})` : `tasks of the job expired (${tasks})`;
    const details = rows.find(({ state }) => state === 'failed' || state === 'expired')?.metadata['on'];
    const where = typeof details === 'string' ? { details } : {};
    return attemptFailed(next, { code: verdict.code, message, ...where, isAtWork: false });
  }
  if (verdict.state === 'cancelled') {
    return endedBadly(next, 'Cancelled', { code: 'Cancelled', message: `the gateway has cancelled the job (${tasks})`, isAtWork: false });
  }
  const stall = primary.spec.stallTimeoutSeconds * 1_000;
  const isActive = rows.some(({ state }) => state === 'active');
  if (isActive && since(lastProgressTime, now) >= stall) {
    const message = `no task of the job has changed for ${String(primary.spec.stallTimeoutSeconds)} s (${tasks}): its executor or its gateway went away`;
    return attemptFailed(next, { code: 'StalledInGateway', message, isAtWork: true });
  }
  const isRunning = verdict.state === 'running' || stored.phase === 'Running';
  const message = isRunning ? `at work: ${tasks}` : `queued at the gateway: ${tasks}`;
  const blocked = { kind: 'waits' as const, reason: isRunning ? 'JobRunning' : 'Queued', message };
  return waiting(next, isRunning ? 'Running' : 'Initializing', blocked);
}

/** An attempt that is recorded: sent where it is surely unsent, else followed by what the gateway lists. */
export function followJob(situation: JobSituation, cluster: FoundCluster): JobDecision {
  const { observed, primary, stored } = situation;
  const { isFresh, listing } = observed;
  const isHttp = primary.spec.submissionMode === 'HTTPSubmission';
  if (isHttp && isFresh && stored.submission?.state === 'Recorded') return send(situation, cluster, stored.submissionRef ?? '');
  if (listing.state === 'failed') return unreadable(situation, cluster, listing.reason, listing.message);
  if (listing.state === 'unasked') {
    const message = 'the gateway has not been asked yet';
    return waiting(situation, stored.phase, { kind: 'waits', reason: 'Submitting', message }, { recheckAfter: 1_000 });
  }
  if (listing.rows.length > 0) return withoutDuplicates(situation, listed(situation, listing.rows, listing.startedAt));
  if (listing.isEmpty && stored.tasks !== undefined) {
    return unreadable(situation, cluster, 'NothingListed', 'the gateway lists no task of any job, though it has listed some of this one');
  }
  return notListed(situation, cluster, listing.startedAt);
}
