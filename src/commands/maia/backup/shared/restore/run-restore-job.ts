import { isApiError } from '../../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { RESTORE_LABEL, restoreJob, type RestoreAction } from '../../../../../templates/maia/restore-job.ts';
import { JOB } from '../../../../shared/describe-object/known-types.ts';
import { poll } from '../../../../shared/poll.ts';
import { awaitJob, failedJob } from '../await-job.ts';
import { ownedBy, type BackupInstance } from '../backup-instance.ts';
import { holdsVolumes, jobState } from '../job-state.ts';
import { podsOfInstance } from '../pods-of.ts';
import { removeJob } from '../remove-job.ts';
import type { RestoreContext } from './restore-context.ts';
import type { RestoreState } from './restore-state.ts';

const LONGEST_NAME = 63;

/** `<instance>-restore-<id>-<what>`, the instance cut where that is too long: the id tells Jobs apart. */
export function restoreJobName(instance: string, id: string, what: string): string {
  const suffix = `-restore-${id}-${what}`;
  return `${instance.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** The Job of that name, where an earlier run of the command made it. One that failed is removed: the script can be begun again. */
async function earlierJob(context: RestoreContext, key: { name: string; namespace: string }, id: string): Promise<KubeObject | undefined> {
  const { session, signal, runtime } = context;
  let found: KubeObject | undefined;
  await poll(signal, async () => {
    found = await session.during({ verb: 'get', type: JOB, ...key }, async () => {
      try {
        return await session.api.get(JOB, key, { signal });
      } catch (error) {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    });
    if (found === undefined) return true;
    if (found.metadata.labels?.[RESTORE_LABEL] !== id) {
      throw new CliError({
        exit: EXIT.conflict,
        message: `Job ${key.name} in namespace ${key.namespace} is there already and belongs to somebody else`,
        fix: `remove it: kubectl delete job ${key.name} -n ${key.namespace}`,
      });
    }
    if (jobState(found).is !== 'failed' && found.metadata.deletionTimestamp === undefined) return true;
    await removeJob(session, key, runtime);
    return false;
  });
  return found;
}

/** How one Job of a restore is run. */
export interface RestoreJobOptions {
  /** Last part of its name. */
  readonly what: string;
  readonly actions: readonly RestoreAction[];
  /** The instance whose server may hold one of the volumes. Absent: none can. */
  readonly beside?: string;
  readonly say: (text: string) => void;
}

/** Runs a Job on the data of an instance to its end, or waits for the one that an earlier run of the command left. Throws a CliError (9) where it fails. */
export async function runRestoreJob(
  context: RestoreContext,
  instance: BackupInstance,
  state: RestoreState,
  { what, actions, beside, say }: RestoreJobOptions,
): Promise<void> {
  const { session, signal } = context;
  const { namespace } = instance;
  const key = { name: restoreJobName(instance.name, state.id, what), namespace };
  if ((await earlierJob(context, key, state.id)) === undefined) {
    const holds = beside !== undefined && (await podsOfInstance(session, { name: beside, namespace }, 'server', signal)).some(holdsVolumes);
    const { source, id, from: archive } = state;
    const owner = ownedBy(instance);
    const manifest = restoreJob({ ...key, owner, instance, source, id, archive, actions, beside: holds ? beside : undefined });
    await session.during({ verb: 'create', type: JOB, ...key }, async () => {
      try {
        await session.api.create(JOB, manifest, { signal });
      } catch (error) {
        // Ours, whose answer was lost, or that of somebody who runs the same command.
        if (!isApiError(error, 'AlreadyExists')) throw error;
      }
    });
  }
  const ended = await awaitJob(session, key, { signal, say });
  if (ended.state.is === 'failed')
    throw failedJob(
      `the restore of MaiaInstance ${instance.name} (${what})`,
      key,
      ended,
      'mend what it says, and run the same command again',
    );
}

/** Removes every Job of a restore. What cannot be removed goes by itself within the hour. */
export async function removeRestoreJobs(context: RestoreContext, { namespace }: BackupInstance, id: string): Promise<void> {
  const { session, signal, runtime } = context;
  const labelSelector = `${RESTORE_LABEL}=${id}`;
  const { items } = await session.during({ verb: 'list', type: JOB, namespace }, () =>
    session.api.list(JOB, { namespace, labelSelector, signal }),
  );
  for (const { metadata } of items) await removeJob(session, { name: metadata.name, namespace }, runtime);
}
