import type { KubeObject, OwnerReference } from '../../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../../kernel/resource-type.ts';
import { maiaInstance } from '../../../../kinds/maia/maia-instance.ts';
import type { MaiaInstanceSpec } from '../../../../kinds/maia/maia-instance.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import type { Session } from '../../../shared/session.ts';
import { readNamed } from '../../../shared/read-named.ts';

/** A MaiaInstance as the backup commands see it. */
export interface BackupInstance {
  readonly object: KubeObject;
  readonly name: string;
  readonly namespace: string;
  /** With defaults filled in. */
  readonly spec: MaiaInstanceSpec;
}

/** An object of the API server as an instance. Throws a CliError where its spec is not valid. */
export function asInstance(object: KubeObject): BackupInstance {
  const { name, namespace = 'default' } = object.metadata;
  const parsed = maiaInstance.spec.safeParse(object['spec'] ?? {});
  if (parsed.success) return { object, name, namespace, spec: parsed.data };
  const [issue] = parsed.error.issues;
  throw new CliError({
    exit: EXIT.usage,
    message: `the spec of MaiaInstance ${name} in namespace ${namespace} is not valid`,
    why: issue === undefined ? undefined : `${['spec', ...issue.path].map(String).join('.')}: ${issue.message}`,
    fix: `correct it: kubectl edit mi ${name} -n ${namespace}`,
  });
}

/** Reads an instance of the session's namespace. Throws a CliError: 4 where there is none. */
export async function readInstance(session: Session, name: string, signal: AbortSignal): Promise<BackupInstance> {
  const { namespace } = session;
  const key = { namespace, name };
  return asInstance(await readNamed(session, maiaInstance, key, signal));
}

/** An owner reference by which an object goes with the instance. `controller`: it is the operator's to write. */
export function ownedBy({ object }: BackupInstance, controller = false): OwnerReference {
  const { name, uid } = object.metadata;
  const owner = { apiVersion: apiVersionOf(maiaInstance), kind: maiaInstance.kind, name, uid };
  return controller ? { ...owner, controller: true, blockOwnerDeletion: true } : owner;
}

/** Throws a CliError where the instance makes no backups. */
export function requireBackups({ name, namespace, spec }: BackupInstance): void {
  if (spec.backup.enabled) return;
  throw new CliError({
    exit: EXIT.general,
    message: `MaiaInstance ${name} in namespace ${namespace} makes no backups`,
    why: 'spec.backup.enabled is false',
    fix: `kubectl patch mi ${name} -n ${namespace} --type=merge -p '{"spec":{"backup":{"enabled":true}}}'`,
  });
}
