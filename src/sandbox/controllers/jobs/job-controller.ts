import { timestamp } from '../../../kernel/clock.ts';
import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { Pod } from '../framework/pod.ts';
import { isActive, isReady, isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { withoutZero } from '../framework/without-zero.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';
import { conditionOf, withCondition } from '../framework/workload-condition.ts';
import { formatIndexes, parseIndexes } from './completion-indexes.ts';
import type { Job } from './job.ts';
import { jobEnd } from './job.ts';
import type { JobFacts, JobFailure } from './job-plan.ts';
import { jobBackOff, planJob } from './job-plan.ts';
import { createJobPod, indexOf, isTracked, release, releaseOrphan } from './job-pods.ts';

const ORPHAN = 'orphan ';

interface Tally {
  succeeded: number;
  failed: number;
  readonly indexes: Set<number>;
}

/** Runs Jobs to their end: pods within parallelism, counting under a finalizer, back-off, deadline, suspension, clean-up after the TTL. */
export function jobController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'job-controller' });
  /** When the last pod of a Job failed, by its uid: for the back-off. */
  const lastFailure = new Map<string, number>();

  const podsOf = (job: Job): readonly Pod[] => hands.controlled(job.metadata.uid, 'pods');
  const count = (job: Job): Tally => {
    const { succeeded = 0, failed = 0, completedIndexes } = job.status ?? {};
    const tally: Tally = { succeeded, failed, indexes: new Set(parseIndexes(completedIndexes)) };
    const ended = jobEnd(job) !== undefined;
    for (const pod of podsOf(job)) {
      const success = pod.status?.phase === 'Succeeded';
      if (!isTracked(pod) || (!isTerminal(pod) && !isTerminating(pod))) continue;
      if (!ended && success) {
        const index = indexOf(pod);
        if (index === undefined || !tally.indexes.has(index)) tally.succeeded += 1;
        if (index !== undefined) tally.indexes.add(index);
      } else if (!ended && job.spec.suspend !== true) {
        tally.failed += 1;
        lastFailure.set(job.metadata.uid, hands.clock.now());
      }
      release(writer, pod);
    }
    return tally;
  };
  const factsOf = (job: Job, tally: Tally, pods: readonly Pod[]): JobFacts => {
    const { spec, status } = job;
    const active = pods.filter(isActive);
    const target = conditionOf(status?.conditions, 'FailureTarget');
    const onFailure = spec.template.spec.restartPolicy === 'OnFailure';
    const restarts = active
      .flatMap((pod) => pod.status?.containerStatuses ?? [])
      .reduce((sum, container) => sum + container.restartCount, 0);
    return {
      parallelism: spec.parallelism ?? 1,
      completions: spec.completions,
      suspended: spec.suspend === true,
      active: active.length,
      terminating: pods.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length,
      succeeded: tally.succeeded,
      failed: tally.failed,
      backoffLimit: spec.backoffLimit ?? 6,
      restarts: onFailure ? restarts : undefined,
      age: status?.startTime === undefined ? undefined : hands.clock.now() - Date.parse(status.startTime),
      activeDeadline: spec.activeDeadlineSeconds === undefined ? undefined : spec.activeDeadlineSeconds * 1000,
      doomed: target?.status === 'True' ? { reason: target.reason ?? '', message: target.message ?? '' } : undefined,
    };
  };
  const stop = (job: Job, pods: readonly Pod[]): void => {
    for (const pod of pods) {
      writer.delete('pods', pod);
      writer.event(job, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
    }
  };
  const start = (job: Job, wanted: number, tally: Tally, pods: readonly Pod[]): Error | undefined => {
    const taken = new Set([...tally.indexes, ...pods.filter((pod) => isActive(pod)).map(indexOf)]);
    const free = Array.from({ length: job.spec.completions ?? 0 }, (_, index) => index).filter((index) => !taken.has(index));
    for (let made = 0; made < wanted; made += 1) {
      const index = job.spec.completionMode === 'Indexed' ? free[made] : undefined;
      if (job.spec.completionMode === 'Indexed' && index === undefined) return undefined;
      try {
        const pod = createJobPod(writer, job, index);
        writer.event(job, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
      } catch (error) {
        if (!isFailure(error)) throw error;
        if (error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true) return undefined;
        writer.event(job, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}` });
        return error;
      }
    }
    return undefined;
  };
  const expire = (job: Job, end: WorkloadCondition): number | undefined => {
    lastFailure.delete(job.metadata.uid);
    const { ttlSecondsAfterFinished: ttl } = job.spec;
    if (ttl === undefined || isTerminating(job)) return undefined;
    const left = Date.parse(end.lastTransitionTime ?? '') + ttl * 1000 - hands.clock.now();
    if (left > 0) return left;
    writer.delete('jobs.batch', job, { propagation: 'Foreground' });
    return undefined;
  };

  const sync = (job: Job): number | undefined => {
    const now = hands.clock.now();
    const tally = count(job);
    const before = jobEnd(job);
    if (before !== undefined) return expire(job, before);
    const pods = podsOf(job);
    const facts = factsOf(job, tally, pods);
    const step = planJob(facts);
    const wait = step.do === 'run' && step.start > 0 ? backOffLeft(job, facts.failed, now) : 0;
    let conditions = job.status?.conditions ?? [];
    let startTime = job.status?.startTime;
    let completionTime: string | undefined;
    let failure: Error | undefined;
    const say = (type: string, status: 'True' | 'False', { reason, message }: JobFailure): void => {
      conditions = withCondition(conditions, { type, status, lastProbeTime: timestamp(now), reason, message }, now);
    };
    const suspended = conditionOf(conditions, 'Suspended')?.status;
    if (step.do === 'suspend') {
      stop(job, pods.filter(isActive));
      startTime = undefined;
      if (suspended !== 'True') {
        say('Suspended', 'True', { reason: 'JobSuspended', message: 'Job suspended' });
        writer.event(job, { type: 'Normal', reason: 'Suspended', message: 'Job suspended' });
      }
    } else if (!facts.suspended) {
      if (suspended === 'True') {
        say('Suspended', 'False', { reason: 'JobResumed', message: 'Job resumed' });
        writer.event(job, { type: 'Normal', reason: 'Resumed', message: 'Job resumed' });
        startTime = timestamp(now);
      }
      startTime ??= timestamp(now);
    }
    if (step.do === 'fail') {
      stop(job, pods.filter(isActive));
      say('FailureTarget', 'True', step.failure);
      if (step.final) {
        say('Failed', 'True', step.failure);
        writer.event(job, { type: 'Warning', ...step.failure });
      }
    } else if (step.do === 'succeed') {
      const why = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
      stop(job, pods.filter(isActive));
      say('SuccessCriteriaMet', 'True', why);
      if (step.final) {
        say('Complete', 'True', why);
        completionTime = timestamp(now);
        writer.event(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' });
      }
    } else if (step.do === 'run') {
      const surplus = pods.filter(isActive).toSorted((left, right) => Number(isReady(left)) - Number(isReady(right)));
      stop(job, surplus.slice(0, step.stop));
      if (wait === 0) failure = start(job, step.start, tally, pods);
    }
    const live = podsOf(job);
    const active = live.filter(isActive);
    const fresh = hands.read('jobs.batch', job.metadata.namespace, job.metadata.name) ?? job;
    const ended = conditions.some(({ type }) => type === 'Complete' || type === 'Failed');
    const written = writer.updateStatus('jobs.batch', fresh, {
      ...withoutZero({
        startTime,
        completionTime,
        active: active.length,
        succeeded: tally.succeeded,
        failed: tally.failed,
        completedIndexes: job.spec.completionMode === 'Indexed' ? formatIndexes(tally.indexes) : undefined,
        conditions,
      }),
      ready: ended ? 0 : active.filter(isReady).length,
      terminating: ended ? 0 : live.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length,
      uncountedTerminatedPods: {},
    }) as Job;
    if (failure !== undefined) throw failure;
    const end = jobEnd(written);
    if (end !== undefined) return expire(written, end);
    if (wait > 0) return wait;
    const { activeDeadlineSeconds: limit } = job.spec;
    if (limit === undefined || startTime === undefined) return undefined;
    return Math.max(1, Date.parse(startTime) + limit * 1000 - now);
  };
  const backOffLeft = (job: Job, failed: number, now: number): number => {
    const last = lastFailure.get(job.metadata.uid);
    return last === undefined ? 0 : Math.max(0, last + jobBackOff(failed, hands.timing.jobBackOff) - now);
  };

  return {
    name: 'job',
    watches: ['jobs.batch', 'pods'],
    observe: ({ type, resource, object }, enqueue) => {
      const { namespace = '', name } = object.metadata;
      if (resource === 'jobs.batch') {
        enqueue(keyOf({ namespace, name }));
        if (type !== 'DELETED') return;
        for (const place of hands.owners.dependents(object.metadata.uid))
          if (place.resource === 'pods') enqueue(ORPHAN + keyOf({ namespace, name: place.name }));
        return;
      }
      const owner = controllerOf(object);
      if (owner?.kind === 'Job') enqueue(keyOf({ namespace, name: owner.name }));
      if (type !== 'DELETED' && isTracked(object as Pod) && (owner?.kind !== 'Job' || !hands.owners.exists(owner.uid)))
        enqueue(ORPHAN + keyOf({ namespace, name }));
    },
    work: (key) => {
      const { namespace = '', name } = parseKey(key.startsWith(ORPHAN) ? key.slice(ORPHAN.length) : key);
      if (key.startsWith(ORPHAN)) {
        releaseOrphan(hands, writer, namespace, name);
        return undefined;
      }
      const job = hands.read('jobs.batch', namespace, name);
      if (job === undefined) return undefined;
      if (!isTerminating(job)) return sync(job);
      for (const pod of podsOf(job)) if (isTracked(pod)) release(writer, pod);
      return undefined;
    },
  };
}
