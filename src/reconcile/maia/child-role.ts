import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  INGRESS,
  PERSISTENT_VOLUME_CLAIM,
  SERVICE,
  SERVICE_MONITOR,
} from '../../kernel/builtin-types.ts';
import type { Ref } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { childNames } from '../../templates/maia/names.ts';

/** One object of an instance: what it is, how it is called, and what its failure is called. */
export interface ChildRole {
  readonly type: ResourceType;
  readonly nameFor: (instance: string) => string;
  /** The reason in the condition Degraded when it cannot be applied or removed (upstream's names). */
  readonly failureReason: string;
  /** Without it there is no server to reach. */
  readonly essential: boolean;
}

/** Every object that an instance may have. */
export const CHILD_ROLES = {
  configMap: { type: CONFIG_MAP, nameFor: childNames.configMap, failureReason: 'ConfigMapFailed', essential: true },
  dataClaim: { type: PERSISTENT_VOLUME_CLAIM, nameFor: childNames.dataClaim, failureReason: 'PVCFailed', essential: true },
  deployment: { type: DEPLOYMENT, nameFor: childNames.deployment, failureReason: 'DeploymentFailed', essential: true },
  service: { type: SERVICE, nameFor: childNames.service, failureReason: 'ServiceFailed', essential: true },
  headlessService: { type: SERVICE, nameFor: childNames.headlessService, failureReason: 'ServiceFailed', essential: false },
  ingress: { type: INGRESS, nameFor: childNames.ingress, failureReason: 'IngressFailed', essential: false },
  serviceMonitor: { type: SERVICE_MONITOR, nameFor: childNames.serviceMonitor, failureReason: 'ServiceMonitorFailed', essential: false },
  backupClaim: { type: PERSISTENT_VOLUME_CLAIM, nameFor: childNames.backup, failureReason: 'BackupPVCFailed', essential: false },
  backupCronJob: { type: CRON_JOB, nameFor: childNames.backup, failureReason: 'BackupCronJobFailed', essential: false },
} as const satisfies Readonly<Record<string, ChildRole>>;

export type ChildRoleName = keyof typeof CHILD_ROLES;

/** All role names, in a fixed order. */
export const CHILD_ROLE_NAMES: readonly ChildRoleName[] = Object.keys(CHILD_ROLES) as ChildRoleName[];

/** Names an instance's object. */
export function childRef(role: ChildRoleName, instance: { readonly name: string; readonly namespace: string }): Ref {
  const { type, nameFor } = CHILD_ROLES[role];
  return { type, namespace: instance.namespace, name: nameFor(instance.name) };
}
