import { isApiError } from '../../../../cluster/api-error.ts';
import { CRON_JOB } from '../../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import type { JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { childNames } from '../../../../templates/maia/names.ts';
import { JOB } from '../../../shared/describe-object/known-types.ts';
import { poll } from '../../../shared/poll.ts';
import type { Session } from '../../../shared/session.ts';
import { requireBackups, type BackupInstance } from './backup-instance.ts';
import { jobState } from './job-state.ts';
import { backupJobs } from './pods-of.ts';

/** Names of a Job that are tried after the first. */
const NAMES_TRIED = 5;

/** How to start a backup. */
export interface TriggerOptions {
  /** Wait for a backup that runs, instead of refusing. */
  readonly waitRunning: boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly bin: string;
  readonly say: (text: string) => void;
}

/** The Job of a CronJob's template, as `kubectl create job --from` makes it. `<instance>-backup-<seconds since the epoch>` has at most 63 characters. */
export function manualJob(cronJob: KubeObject, now: number): Manifest {
  const { name, namespace = 'default', uid } = cronJob.metadata;
  const template = isJsonObject(cronJob['spec']) ? cronJob['spec']['jobTemplate'] : undefined;
  const { metadata, spec } = (isJsonObject(template) ? template : {}) as { readonly metadata?: JsonObject; readonly spec?: JsonObject };
  const labels = (metadata?.['labels'] ?? {}) as Record<string, string>;
  const annotations = (metadata?.['annotations'] ?? {}) as Record<string, string>;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name}-${String(Math.floor(now / 1000))}`,
      namespace,
      labels,
      annotations: { ...annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      // The CronJob controller's own reference, so that the history limits count this Job too.
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true }],
    },
    spec: spec ?? {},
  };
}

async function readCronJob(session: Session, instance: BackupInstance, signal: AbortSignal, bin: string): Promise<KubeObject> {
  const key = { namespace: instance.namespace, name: childNames.backup(instance.name) };
  return await session.during({ verb: 'get', type: CRON_JOB, ...key }, async () => {
    try {
      return await session.api.get(CRON_JOB, key, { signal });
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      throw new CliError({
        exit: EXIT.notFound,
        message: `CronJob ${key.name} in namespace ${key.namespace} not found`,
        why: 'backups are on, and nothing has acted on it yet',
        fix: `${bin} reconcile instance/${instance.name} -n ${key.namespace}`,
        cause: error,
      });
    }
  });
}

/** The name of a backup Job of the instance that has not ended. */
async function runningBackup(session: Session, instance: BackupInstance, signal: AbortSignal): Promise<string | undefined> {
  const jobs = await backupJobs(session, instance, signal);
  return jobs.find((job) => jobState(job).is === 'active' && job.metadata.deletionTimestamp === undefined)?.metadata.name;
}

/** Returns once no backup of the instance runs; throws a CliError (6) instead of waiting where that is not wanted. */
export async function noBackupRunning(
  session: Session,
  instance: BackupInstance,
  what: string,
  options: Pick<TriggerOptions, 'waitRunning' | 'signal' | 'say'>,
): Promise<void> {
  const { waitRunning, signal, say } = options;
  await poll(signal, async () => {
    const running = await runningBackup(session, instance, signal);
    if (running === undefined) return true;
    if (waitRunning) {
      say(`Job ${running} makes a backup`);
      return false;
    }
    throw new CliError({
      exit: EXIT.conflict,
      message: `${what}: a backup of MaiaInstance ${instance.name} in namespace ${instance.namespace} is being made`,
      why: `Job ${running} has not ended`,
      fix: 'wait for it with --wait-running',
    });
  });
}

/** Starts a backup of an instance now. A CronJob that is suspended, and an instance that is paused, are no hindrance. Gives the Job. */
export async function triggerBackup(session: Session, instance: BackupInstance, options: TriggerOptions): Promise<KubeObject> {
  const { now, signal, bin } = options;
  requireBackups(instance);
  const cronJob = await readCronJob(session, instance, signal, bin);
  await noBackupRunning(session, instance, 'no backup was started', options);
  const started = now();
  for (let attempt = 0; ; attempt += 1) {
    // The name holds the second: of two that are started within one, the later is named after the next.
    const job = manualJob(cronJob, started + attempt * 1000);
    const { name, namespace } = job.metadata;
    const made = await session.during({ verb: 'create', type: JOB, namespace, name }, async () => {
      try {
        return await session.api.create(JOB, job, { signal });
      } catch (error) {
        if (isApiError(error, 'AlreadyExists') && attempt < NAMES_TRIED) return undefined;
        throw error;
      }
    });
    if (made !== undefined) return made;
  }
}
