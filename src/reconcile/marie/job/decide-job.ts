import { JOB } from '../../../kernel/builtin-types.ts';
import { marieCluster, marieClusterName } from '../../../kinds/marie/marie-cluster.ts';
import { jobOwnCluster } from '../../../templates/marie/job-cluster.ts';
import { submitterName } from '../../../templates/marie/job-submitter.ts';
import { attemptFailed, endedBadly, stopped } from './end-job.ts';
import { decideFinished } from './finished-job.ts';
import { followJob } from './follow-job.ts';
import { followSubmitter } from './follow-submitter.ts';
import { changed, NO_ATTEMPT, waiting, WAIT_MS, type JobDecision, type JobSituation } from './job-decision.ts';
import { jobDeadlines } from './job-deadlines.ts';
import { isEnded } from './job-phase.ts';
import { submissionProblem } from './job-submission.ts';
import { startAttempt } from './start-attempt.ts';

/** On a MarieJob, `"true"`: it is cancelled. */
export const CANCEL_ANNOTATION = 'marie.ai/cancel';
/** Beside it: why, in the words of who did it. */
const CANCEL_REASON_ANNOTATION = 'marie.ai/cancel-reason';

function keyOf({ primary }: JobSituation): { readonly namespace: string; readonly name: string } {
  return { namespace: primary.metadata.namespace ?? 'default', name: primary.metadata.name };
}

function invalid(situation: JobSituation, message: string): JobDecision {
  return endedBadly(situation, 'Failed', { code: 'ValidationFailed', message, isAtWork: false });
}

/** Waits for a cluster, or gives up where none can come. */
function withoutCluster(situation: JobSituation): JobDecision | undefined {
  const { observed, primary, stored } = situation;
  const { cluster } = observed;
  if (cluster.state === 'found') return undefined;
  const isBound = stored.submissionRef !== undefined;
  if (cluster.state === 'ambiguous') return invalid(situation, cluster.message);
  if (cluster.state === 'unknown') {
    return waiting(
      situation,
      stored.phase,
      { kind: 'waits', reason: 'ReferenceNotVisible', message: cluster.why },
      { recheckAfter: WAIT_MS },
    );
  }
  if (isBound) {
    const message = `the cluster that the job was submitted to is gone: ${cluster.message}`;
    const trouble = { code: 'ClusterNotFound', message, isAtWork: false };
    // The job's own cluster is made anew.
    return primary.spec.clusterSpec === undefined ? endedBadly(situation, 'Failed', trouble) : attemptFailed(situation, trouble);
  }
  const on = cluster.name === undefined ? {} : { on: { kind: 'MarieCluster', namespace: keyOf(situation).namespace, name: cluster.name } };
  const blocked = { kind: 'waits' as const, reason: 'ClusterNotFound', message: cluster.message, ...on };
  return waiting(situation, stored.startTime === undefined ? 'Pending' : 'Initializing', blocked, { recheckAfter: WAIT_MS });
}

/** The job's own cluster is kept in step as long as the job needs it. */
function withOwnCluster(situation: JobSituation, decision: JobDecision): JobDecision {
  const { clusterSpec } = situation.primary.spec;
  if (clusterSpec === undefined || isEnded(decision.facts.phase) || situation.observed.cluster.state === 'ambiguous') return decision;
  const manifest = jobOwnCluster(keyOf(situation), clusterSpec);
  return { ...decision, steps: [{ do: 'apply', wave: [{ manifest, ownership: 'controlled' }] }, ...decision.steps] };
}

/** Stopped and waiting; what it had begun is forgotten, and a resumed job begins anew. */
function suspended(situation: JobSituation): JobDecision {
  const { observed, primary, stored } = situation;
  const { steps, note } = stored.submissionRef === undefined ? { steps: [], note: '' } : stopped(situation);
  const wasBegun = stored.submissionRef !== undefined || stored.startTime !== undefined;
  const { namespace, name } = keyOf(situation);
  const own = [
    ...(observed.submitter === undefined ? [] : [{ type: JOB, namespace, name: submitterName(name) }]),
    ...(observed.ownCluster === undefined ? [] : [{ type: marieCluster, namespace, name }]),
  ];
  return {
    steps: own.length === 0 ? steps : [...steps, { do: 'remove', refs: own, propagation: 'Background' }],
    facts: changed(stored, {
      ...NO_ATTEMPT,
      phase: 'Pending',
      progress: 0,
      message: `suspended: spec.suspend is true${note}`,
      ...(wasBegun ? { attempt: stored.attempt + 1, retryCount: 0, startTime: undefined, retryAfter: undefined, error: undefined } : {}),
      ...(primary.spec.clusterSpec === undefined ? {} : { clusterName: undefined, clusterUid: undefined }),
    }),
  };
}

function overdue(situation: JobSituation): JobDecision | undefined {
  const { now, primary, stored } = situation;
  const { active = Infinity, hard = Infinity } = jobDeadlines(primary.spec, stored.startTime);
  if (Math.min(active, hard) > now) return undefined;
  const isAtWork = stored.submissionRef !== undefined;
  if (active <= hard) {
    const message = `the job was not done after spec.activeDeadlineSeconds (${String(primary.spec.activeDeadlineSeconds)} s)`;
    return endedBadly(situation, 'Failed', { code: 'DeadlineExceeded', message, isAtWork });
  }
  const message = `the job was not done after spec.sla.hardDeadline (${primary.spec.sla?.hardDeadline ?? ''})`;
  return endedBadly(situation, 'Cancelled', { code: 'HardDeadlineExceeded', message, isAtWork });
}

/** No look comes later than the next deadline. */
function soonEnough(situation: JobSituation, decision: JobDecision): JobDecision {
  const { now, primary } = situation;
  const moments = Object.values(jobDeadlines(primary.spec, decision.facts.startTime)).filter((moment) => moment > now);
  if (isEnded(decision.facts.phase) || decision.recheckAfter === undefined) return decision;
  return { ...decision, recheckAfter: Math.min(decision.recheckAfter, ...moments.map((moment) => moment - now + 1)) };
}

function decideLive(situation: JobSituation): JobDecision {
  const { observed, primary, stored } = situation;
  const { metadata, spec } = primary;
  const isBegun = stored.submissionRef !== undefined;
  const problem = isBegun ? undefined : submissionProblem(spec);
  if (problem !== undefined) return invalid(situation, problem);
  const nameProblem = spec.clusterSpec === undefined ? undefined : marieClusterName.problem(metadata.name);
  if (nameProblem !== undefined && !isBegun)
    return invalid(situation, `the job's own cluster has the job's name, which will not do: ${nameProblem}`);
  if (metadata.annotations?.[CANCEL_ANNOTATION] === 'true') {
    const why = metadata.annotations[CANCEL_REASON_ANNOTATION];
    const message = why === undefined ? 'the job was cancelled' : `the job was cancelled: ${why}`;
    return endedBadly(situation, 'Cancelled', { code: 'CancelRequested', message, isAtWork: isBegun });
  }
  const without = withoutCluster(situation);
  const { cluster } = observed;
  if (without !== undefined || cluster.state !== 'found')
    return without ?? waiting(situation, stored.phase, { kind: 'waits', reason: 'ClusterNotFound', message: '' });
  if (!isBegun) return startAttempt(situation, cluster);
  return spec.submissionMode === 'K8sJobSubmission' ? followSubmitter(situation, cluster) : followJob(situation, cluster);
}

/** What is left to do for a job that ends now is done with it; only the cluster and the job itself go later, when its end is stored. */
function withFinish(situation: JobSituation, decision: JobDecision): JobDecision {
  if (!isEnded(decision.facts.phase) || decision.steps.length > 0) return decision;
  const { conditions, observedGeneration } = situation.stored;
  const finished = decideFinished({ ...situation, stored: { conditions, observedGeneration, ...decision.facts } }, { endsNow: true });
  return { ...decision, steps: finished.steps, ...(finished.recheckAfter === undefined ? {} : { recheckAfter: finished.recheckAfter }) };
}

/** Decides how a job stands and what is to be done for it. What has come to its end in time counts before a deadline that has passed since. */
export function decideJob(situation: JobSituation): JobDecision {
  const { primary, stored } = situation;
  if (isEnded(stored.phase)) return decideFinished(situation);
  if (primary.spec.suspend === true) return suspended(situation);
  const decision = decideLive(situation);
  const late = isEnded(decision.facts.phase) ? undefined : overdue(situation);
  return withFinish(situation, withOwnCluster(situation, soonEnough(situation, late ?? decision)));
}
