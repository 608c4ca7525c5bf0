import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ContainerSpec, Program } from '../../../sandbox/programs/program.ts';
import { BACKUP_SCRIPT } from '../../../templates/maia/backup-script.ts';
import { RESTORE_JOB_SCRIPT } from '../../../templates/maia/restore-job-script.ts';
import { VERIFY_JOB_SCRIPT } from '../../../templates/maia/verify-job-script.ts';

/** The scripts of our own that run for real in a sandbox. No other command of a container ever does. */
const OWN_SCRIPTS: readonly string[] = [BACKUP_SCRIPT, VERIFY_JOB_SCRIPT, RESTORE_JOB_SCRIPT];
/** The folders that they work in: they must be volumes, so that nothing else of this machine is touched. */
const FOLDERS: readonly string[] = ['DATA_DIR', 'BACKUP_DIR'];

interface Mounting {
  readonly containers?: readonly { readonly name: string; readonly volumeMounts?: readonly { readonly mountPath: string }[] }[];
}

function worksInVolumes({ name, env }: ContainerSpec, pod: KubeObject): boolean {
  const { containers = [] } = (pod['spec'] ?? {}) as Mounting;
  const mounts = containers.find((container) => container.name === name)?.volumeMounts ?? [];
  const folders = FOLDERS.flatMap((variable) => env[variable] ?? []);
  return folders.every((folder) => mounts.some(({ mountPath }) => mountPath === folder));
}

/** Everything that runs in the pods of a sandbox: the stand-ins of the servers, and our backup and restore scripts as processes of this machine. */
export async function sandboxPrograms(options: { readonly path: string; readonly tempRoot: string }): Promise<readonly Program[]> {
  const [{ shellProgram }, { standIns }] = await Promise.all([
    import('../../../sandbox/programs/shell-program.ts'),
    import('../../../sandbox/stand-ins/stand-ins.ts'),
  ]);
  const matches = (container: ContainerSpec, pod: KubeObject): boolean =>
    container.command.some((word) => OWN_SCRIPTS.includes(word)) && worksInVolumes(container, pod);
  return [...standIns(), shellProgram({ name: 'backup scripts', ...options, matches })];
}
