import type { Manifest, OwnerReference } from '../../kernel/kube-object.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { backupHelperJob } from './backup-helper-job.ts';
import { childNames } from './names.ts';
import { RESTORE_JOB_SCRIPT } from './restore-job-script.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** On every Job of a restore, with its id. */
export const RESTORE_LABEL = 'maia.cuemby.com/restore';

/** What a Job of a restore does; see {@link RESTORE_JOB_SCRIPT}. */
export type RestoreAction = 'unpack' | 'swap' | 'undo' | 'clean';

/** One Job of a restore. */
export interface RestoreJobValues {
  readonly name: string;
  readonly namespace: string;
  readonly owner: OwnerReference;
  /** The instance whose data is replaced. */
  readonly instance: { readonly name: string; readonly spec: MaiaInstanceSpec };
  /** The instance whose backup it is. */
  readonly source: string;
  readonly id: string;
  /** File name of the backup. */
  readonly archive: string;
  readonly actions: readonly RestoreAction[];
  /** The instance whose server runs and has one of the volumes too; absent where none does. */
  readonly beside?: string | undefined;
}

/** A Job that works on the data of an instance. The backups are mounted only where it unpacks one, and never for writing. */
export function restoreJob(values: RestoreJobValues): Manifest {
  const { name, namespace, owner, instance, source, id, archive, actions, beside } = values;
  const { dataDir } = instance.spec.storage;
  const unpacks = actions.includes('unpack');
  const backup = { name: 'backup', claim: childNames.backup(source), mountPath: MAIA_SERVER.backupDir, readOnly: true };
  return backupHelperJob({
    name,
    namespace,
    owner,
    instance,
    component: 'restore',
    labels: { [RESTORE_LABEL]: id },
    script: RESTORE_JOB_SCRIPT,
    env: {
      DATA_DIR: dataDir,
      RESTORE_ID: id,
      ACTIONS: actions.join(' '),
      ...(unpacks ? { BACKUP_DIR: MAIA_SERVER.backupDir, ARCHIVE: archive } : {}),
    },
    volumes: [
      { name: 'data', claim: childNames.dataClaim(instance.name), mountPath: dataDir, readOnly: false },
      ...(unpacks ? [backup] : []),
    ],
    beside,
  });
}
