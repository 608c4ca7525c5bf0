import {
  CONFIG_MAP,
  DEPLOYMENT,
  HORIZONTAL_POD_AUTOSCALER,
  PERSISTENT_VOLUME_CLAIM,
  POD_DISRUPTION_BUDGET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  STATEFUL_SET,
} from '../../kernel/builtin-types.ts';
import type { Ref } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { WorkloadKind } from '../../templates/abi/instance-values.ts';
import { childNames } from '../../templates/abi/names.ts';

/** One object of an instance: what it is, how it is called. */
export interface ChildRole {
  readonly type: ResourceType;
  readonly nameFor: (instance: string) => string;
  /** Without it there is no server to reach. */
  readonly essential: boolean;
}

/** Every object that an instance may have, but for the claims of its StatefulSet. */
export const CHILD_ROLES = {
  serviceAccount: { type: SERVICE_ACCOUNT, nameFor: childNames.serviceAccount, essential: true },
  configMap: { type: CONFIG_MAP, nameFor: childNames.configMap, essential: true },
  sharedClaim: { type: PERSISTENT_VOLUME_CLAIM, nameFor: childNames.sharedClaim, essential: true },
  deployment: { type: DEPLOYMENT, nameFor: childNames.workload, essential: true },
  statefulSet: { type: STATEFUL_SET, nameFor: childNames.workload, essential: true },
  service: { type: SERVICE, nameFor: childNames.service, essential: true },
  metricsService: { type: SERVICE, nameFor: childNames.metricsService, essential: false },
  headlessService: { type: SERVICE, nameFor: childNames.headlessService, essential: true },
  autoscaler: { type: HORIZONTAL_POD_AUTOSCALER, nameFor: childNames.autoscaler, essential: false },
  disruptionBudget: { type: POD_DISRUPTION_BUDGET, nameFor: childNames.disruptionBudget, essential: false },
  serviceMonitor: { type: SERVICE_MONITOR, nameFor: childNames.serviceMonitor, essential: false },
} as const satisfies Readonly<Record<string, ChildRole>>;

export type ChildRoleName = keyof typeof CHILD_ROLES;

/** All role names, in a fixed order. */
export const CHILD_ROLE_NAMES: readonly ChildRoleName[] = Object.keys(CHILD_ROLES) as ChildRoleName[];

/** Names an instance's object. */
export function childRef(role: ChildRoleName, instance: { readonly name: string; readonly namespace: string }): Ref {
  const { type, nameFor } = CHILD_ROLES[role];
  return { type, namespace: instance.namespace, name: nameFor(instance.name) };
}

/** The role of a workload of a kind. */
export function workloadRole(workload: WorkloadKind): 'deployment' | 'statefulSet' {
  return workload === 'Deployment' ? 'deployment' : 'statefulSet';
}

/** The other kind of workload. */
export function otherWorkload(workload: WorkloadKind): WorkloadKind {
  return workload === 'Deployment' ? 'StatefulSet' : 'Deployment';
}
