import type { Manifest, OwnerReference } from '../../kernel/kube-object.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { backupHelperJob } from './backup-helper-job.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';
import { VERIFY_JOB_SCRIPT } from './verify-job-script.ts';

/** Which backups are looked at, and how closely. */
export interface VerifyJobValues {
  readonly name: string;
  readonly namespace: string;
  readonly owner: OwnerReference;
  readonly instance: { readonly name: string; readonly spec: MaiaInstanceSpec };
  /** A file name, `latest`, or empty for all. */
  readonly archive: string;
  /** Read every byte. */
  readonly verify: boolean;
  /** A server runs, and has the backup volume too. */
  readonly serverRuns: boolean;
}

/** The Job that lists or verifies the backups of an instance. It cannot write to their volume. */
export function verifyJob({ name, namespace, owner, instance, archive, verify, serverRuns }: VerifyJobValues): Manifest {
  return backupHelperJob({
    name,
    namespace,
    owner,
    instance,
    component: 'backup-check',
    script: VERIFY_JOB_SCRIPT,
    env: { BACKUP_DIR: MAIA_SERVER.backupDir, ARCHIVE: archive, VERIFY: String(verify) },
    volumes: [{ name: 'backup', claim: childNames.backup(instance.name), mountPath: MAIA_SERVER.backupDir, readOnly: true }],
    beside: serverRuns ? instance.name : undefined,
  });
}
