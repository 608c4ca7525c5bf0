import { timestamp } from '../../../kernel/clock.ts';
import { jobSubmitter, submitterConfigMap, submitterName, type SubmitterValues } from '../../../templates/marie/job-submitter.ts';
import type { Step } from '../../engine/contract.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import { attemptFailed, endedWell } from './end-job.ts';
import { followJob } from './follow-job.ts';
import type { JobCluster } from './job-cluster.ts';
import { waiting, WAIT_MS, type JobDecision, type JobSituation } from './job-decision.ts';
import { jobSubmission } from './job-submission.ts';
import { submissionHindrance } from './start-attempt.ts';
import { submitterOutcome } from './submitter-outcome.ts';

type FoundCluster = Extract<JobCluster, { readonly state: 'found' }>;

function submitterValues({ now, observed, primary, stored }: JobSituation, cluster: FoundCluster): SubmitterValues {
  const { metadata, spec } = primary;
  const { input } = observed;
  const reference = stored.submissionRef ?? '';
  const { apiKey, cluster: key, endpoint, port } = cluster.target;
  return {
    job: { namespace: metadata.namespace ?? 'default', name: metadata.name },
    cluster: cluster.name,
    serverUrl: endpoint ?? `http://${key.name}-server-svc.${key.namespace}.svc:${String(port)}`,
    reference,
    image: observed.image,
    submission: jobSubmission(spec, {
      namespace: metadata.namespace ?? 'default',
      uid: metadata.uid,
      reference,
      attempt: stored.attempt,
      startTime: stored.startTime ?? timestamp(now),
      ...(input.state === 'data' ? { data: input.data } : {}),
    }),
    apiKey: { secret: apiKey?.secret ?? '', key: apiKey?.key ?? '' },
    ...(input.state === 'secret' ? { input: { secret: input.secret.name, key: input.secret.key } } : {}),
    ...(spec.activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds: spec.activeDeadlineSeconds }),
    ...(spec.submitterPodTemplate === undefined ? {} : { podTemplate: spec.submitterPodTemplate }),
  };
}

/** The submitting Job and its file, as long as they are not there. Once made they are left as they are: a Job cannot be changed. */
function applySteps(situation: JobSituation, cluster: FoundCluster): JobDecision['steps'] {
  const values = submitterValues(situation, cluster);
  const child = (manifest: ReturnType<typeof jobSubmitter>): { manifest: typeof manifest; ownership: 'controlled' } => ({
    manifest,
    ownership: 'controlled',
  });
  const steps: readonly Step<MarieJobStatus>[] = [
    { do: 'apply', wave: [child(submitterConfigMap(values))] },
    { do: 'apply', wave: [child(jobSubmitter(values))] },
  ];
  return steps;
}

/** An attempt that a Kubernetes Job submits: how the gateway stands tells the progress, how the Job ends tells the outcome. */
export function followSubmitter(situation: JobSituation, cluster: FoundCluster): JobDecision {
  const { observed, primary } = situation;
  const { submitter } = observed;
  const name = submitterName(primary.metadata.name);
  if (submitter === undefined) {
    const hindrance = submissionHindrance(situation, cluster);
    if (hindrance !== undefined) return hindrance;
    const message = `Job ${name} is being made`;
    const on = { kind: 'Job', namespace: primary.metadata.namespace ?? 'default', name };
    const refused = situation.failures.find((failure) => failure.step === 'apply');
    return waiting(
      situation,
      'Initializing',
      refused === undefined
        ? { kind: 'waits', reason: 'Submitting', message, on }
        : { kind: refused.stuck ? 'stuck' : 'waits', reason: 'SubmitterFailed', message: `${refused.subject}: ${refused.message}`, on },
      { steps: applySteps(situation, cluster), recheckAfter: WAIT_MS },
    );
  }
  const followed = followJob(situation, cluster);
  const outcome = submitterOutcome(submitter);
  const isOver = followed.facts.phase === 'Failed' || followed.facts.phase === 'Succeeded' || followed.facts.phase === 'Cancelled';
  if (outcome.state === 'running' || isOver || followed.facts.attempt !== situation.stored.attempt) return followed;
  if (outcome.state === 'complete') return endedWell(situation);
  return attemptFailed(situation, {
    code: 'SubmitterFailed',
    message: `Job ${name} failed: ${outcome.message}`,
    details: `kubectl logs job/${name} -n ${primary.metadata.namespace ?? 'default'}`,
    isAtWork: situation.stored.jobId !== undefined,
  });
}
