import { timestamp } from '../../../kernel/clock.ts';
import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import { controllerReference } from '../framework/pod-from-template.ts';
import { withoutZero } from '../framework/without-zero.ts';
import type { ActiveJob, CronJob } from './cron-job.ts';
import type { CronSchedule } from './cron-schedule.ts';
import { parseCronSchedule } from './cron-schedule.ts';
import type { Job } from './job.ts';
import { jobEnd } from './job.ts';

/** The last time that is due after `from` and not after `now`; undefined where none is. Far behind, it does not walk through every run. */
export function lastDue(schedule: CronSchedule, from: number, now: number): number | undefined {
  const first = schedule.after(from);
  if (first === undefined || first > now) return undefined;
  const distance = (schedule.after(first) ?? now) - first;
  for (let reach = 4 * distance; ; reach *= 4) {
    const start = Math.max(first, now - reach);
    const found = start === first ? first : schedule.after(start);
    if (found === undefined || found > now) continue;
    let due = found;
    for (let next = schedule.after(due); next !== undefined && next <= now; next = schedule.after(due)) due = next;
    return due;
  }
}

/** Starts the Jobs of CronJobs when they are due, forgets old ones, and keeps the list of those at work. */
export function cronJobController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'cronjob-controller' });

  const normal = (cron: CronJob, reason: string, message: string): void => writer.event(cron, { type: 'Normal', reason, message });
  const trim = (cron: CronJob, jobs: readonly Job[], type: 'Complete' | 'Failed', limit: number): void => {
    const ended = jobs.filter((job) => jobEnd(job)?.type === type && !isTerminating(job));
    const byStart = ended.toSorted((left, right) => (left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1));
    for (const job of byStart.slice(0, Math.max(0, ended.length - limit))) {
      writer.delete('jobs.batch', job, { propagation: 'Background' });
      normal(cron, 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
    }
  };
  const track = (cron: CronJob, jobs: readonly Job[]): { active: ActiveJob[]; success: string | undefined } => {
    let active = [...(cron.status?.active ?? [])];
    let success = cron.status?.lastSuccessfulTime;
    for (const job of jobs) {
      const end = jobEnd(job);
      const known = active.some((entry) => entry.uid === job.metadata.uid);
      if (end === undefined && !known)
        writer.event(cron, {
          type: 'Warning',
          reason: 'UnexpectedJob',
          message: `Saw a job that the controller did not create or forgot: ${job.metadata.name}`,
        });
      if (end === undefined) continue;
      if (known) {
        active = active.filter((entry) => entry.uid !== job.metadata.uid);
        normal(cron, 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`);
      }
      const done = end.type === 'Complete' ? job.status?.completionTime : undefined;
      if (done !== undefined && (success === undefined || success < done)) success = done;
    }
    const there = new Set(jobs.map((job) => job.metadata.uid));
    for (const entry of active.filter(({ uid }) => !there.has(uid))) normal(cron, 'MissingJob', `Active job went missing: ${entry.name}`);
    return { active: active.filter(({ uid }) => there.has(uid)), success };
  };
  const launch = (cron: CronJob, time: number): ActiveJob | undefined => {
    const { namespace } = cron.metadata;
    const { metadata, spec } = cron.spec.jobTemplate;
    const name = `${cron.metadata.name}-${String(Math.floor(time / 60_000))}`;
    try {
      const job = writer.create('jobs.batch', namespace, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name,
          namespace,
          ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
          annotations: { ...metadata?.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(time) },
          ownerReferences: [controllerReference(cron)],
        },
        spec,
      });
      normal(cron, 'SuccessfulCreate', `Created job ${name}`);
      const { uid, resourceVersion } = job.metadata;
      return { apiVersion: job.apiVersion, kind: job.kind, name, ...(namespace === undefined ? {} : { namespace }), resourceVersion, uid };
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (error.status.reason === 'AlreadyExists') return undefined;
      writer.event(cron, { type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${error.message}` });
      throw error;
    }
  };
  const sync = (cron: CronJob): number | undefined => {
    const now = hands.clock.now();
    const jobs = hands.controlled(cron.metadata.uid, 'jobs.batch');
    const { spec } = cron;
    const { active: still, success } = track(cron, jobs);
    let active = still;
    trim(cron, jobs, 'Complete', spec.successfulJobsHistoryLimit ?? 3);
    trim(cron, jobs, 'Failed', spec.failedJobsHistoryLimit ?? 1);
    let last = cron.status?.lastScheduleTime;
    const schedule = spec.suspend === true ? undefined : parseCronSchedule(spec.schedule, spec.timeZone);
    if (schedule !== undefined && !isTerminating(cron)) {
      const since = Date.parse(last ?? cron.metadata.creationTimestamp);
      const deadline = spec.startingDeadlineSeconds;
      const due = lastDue(schedule, deadline === undefined ? since : Math.max(since, now - deadline * 1000), now);
      const busy = due !== undefined && active.length > 0;
      if (busy && spec.concurrencyPolicy === 'Forbid') {
        normal(cron, 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
      } else if (due !== undefined) {
        if (busy && spec.concurrencyPolicy === 'Replace') {
          for (const job of jobs.filter(({ metadata }) => active.some(({ uid }) => uid === metadata.uid))) {
            writer.delete('jobs.batch', job, { propagation: 'Background' });
            normal(cron, 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
          }
          active = [];
        }
        const started = launch(cron, due);
        if (started !== undefined) active = [...active, started];
        last = timestamp(due);
      }
    }
    writer.updateStatus('cronjobs.batch', cron, withoutZero({ active, lastScheduleTime: last, lastSuccessfulTime: success }));
    const next = schedule?.after(now);
    return next === undefined ? undefined : next - now;
  };

  return {
    name: 'cronjob',
    watches: ['cronjobs.batch', 'jobs.batch'],
    observe: ({ resource, object }, enqueue) => {
      const { namespace = '', name } = object.metadata;
      const owner = controllerOf(object);
      if (resource === 'cronjobs.batch') enqueue(keyOf({ namespace, name }));
      else if (owner?.kind === 'CronJob') enqueue(keyOf({ namespace, name: owner.name }));
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const cron = hands.read('cronjobs.batch', namespace, name);
      return cron === undefined ? undefined : sync(cron);
    },
  };
}
