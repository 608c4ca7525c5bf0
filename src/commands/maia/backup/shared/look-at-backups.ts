import { randomBytes } from 'node:crypto';
import { isApiError } from '../../../../cluster/api-error.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../../../kernel/builtin-types.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { childNames } from '../../../../templates/maia/names.ts';
import { verifyJob } from '../../../../templates/maia/verify-job.ts';
import { JOB } from '../../../shared/describe-object/known-types.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import { awaitJob, failedJob } from './await-job.ts';
import { ownedBy, type BackupInstance } from './backup-instance.ts';
import { backupRecords, type BackupRecord } from './backup-records.ts';
import { isWhole, jobLines } from './job-lines.ts';
import { holdsVolumes } from './job-state.ts';
import { podsOfInstance } from './pods-of.ts';
import { removeJob } from './remove-job.ts';

/** Which backups to look at. */
export interface LookOptions {
  /** A file name, `latest`, or empty for all. */
  readonly archive: string;
  /** Read every byte. */
  readonly verify: boolean;
  readonly runtime: Pick<Runtime, 'stderr'>;
  readonly signal: AbortSignal;
  readonly say?: (text: string) => void;
}

function unreadable(job: string, namespace: string): CliError {
  return new CliError({
    exit: EXIT.general,
    message: `Job ${job} in namespace ${namespace} ended, and what it found cannot be read`,
    why: 'the log of its pod is gone, or was cut',
    fix: 'run the command again',
  });
}

/**
 * Looks at the backups of an instance by a short-lived Job, which is removed again in every case. Nobody else can read their volume: the server
 * may be down. Throws a CliError: 4 without a backup volume, 9 where the Job fails.
 */
export async function lookAtBackups(session: Session, instance: BackupInstance, options: LookOptions): Promise<readonly BackupRecord[]> {
  const { archive, verify, runtime, signal, say } = options;
  const { namespace } = instance;
  const claim = { namespace, name: childNames.backup(instance.name) };
  await session.during({ verb: 'get', type: PERSISTENT_VOLUME_CLAIM, ...claim }, () =>
    session.api.get(PERSISTENT_VOLUME_CLAIM, claim, { signal }),
  );
  const serverRuns = (await podsOfInstance(session, instance, 'server', signal)).some(holdsVolumes);
  const name = `${instance.name}-check-${randomBytes(3).toString('hex')}`;
  const job = verifyJob({ name, namespace, owner: ownedBy(instance), instance, archive, verify, serverRuns });
  // Also where the answer to the create was lost.
  let mayBeThere = true;
  try {
    await session.during({ verb: 'create', type: JOB, namespace, name }, async () => {
      try {
        await session.api.create(JOB, job, { signal });
      } catch (error) {
        mayBeThere = !(isApiError(error) && error.code >= 400);
        throw error;
      }
    });
    const ended = await awaitJob(session, { namespace, name }, { signal, ...(say === undefined ? {} : { say }) });
    if (ended.state.is === 'failed') {
      throw failedJob(`looking at the backups of ${instance.name}`, { namespace, name }, ended, 'see why above, and run the command again');
    }
    const lines = jobLines(ended.log ?? '');
    if (!isWhole(lines)) throw unreadable(name, namespace);
    return backupRecords(lines);
  } finally {
    if (mayBeThere) await removeJob(session, { namespace, name }, runtime);
  }
}

/** The one backup that `--from` names. Throws a CliError: 4 where there is none of that name, or none at all. */
export function chosenBackup(records: readonly BackupRecord[], from: string, instance: BackupInstance, bin: string): BackupRecord {
  const [found] = records;
  if (found !== undefined) return found;
  const { name, namespace } = instance;
  throw new CliError({
    exit: EXIT.notFound,
    message:
      from === 'latest'
        ? `MaiaInstance ${name} in namespace ${namespace} has no backup`
        : `MaiaInstance ${name} in namespace ${namespace} has no backup ${from}`,
    fix:
      from === 'latest' ? `make one: ${bin} backup trigger ${name} -n ${namespace} --wait` : `${bin} backup list ${name} -n ${namespace}`,
  });
}
