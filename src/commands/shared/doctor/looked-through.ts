import {
  CRON_JOB,
  DEPLOYMENT,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  JOB,
  NAMESPACE,
  NETWORK_POLICY,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  POD_DISRUPTION_BUDGET,
  RESOURCE_QUOTA,
  SERVICE,
  STATEFUL_SET,
  STORAGE_CLASS,
} from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { NODE, REPLICA_SET } from '../describe-object/known-types.ts';

/** Looked at in `kube-system`: which network the cluster has. */
export const DAEMON_SET: ResourceType = { group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets', scope: 'Namespaced' };

/** Types of the cluster that rules go by. */
export const OF_CLUSTER: readonly ResourceType[] = [NODE, STORAGE_CLASS, NAMESPACE];

/** Types of the namespaces looked through that rules go by. */
export const OF_NAMESPACES: readonly ResourceType[] = [
  DEPLOYMENT,
  STATEFUL_SET,
  REPLICA_SET,
  CRON_JOB,
  JOB,
  POD,
  PERSISTENT_VOLUME_CLAIM,
  SERVICE,
  INGRESS,
  NETWORK_POLICY,
  HORIZONTAL_POD_AUTOSCALER,
  POD_DISRUPTION_BUDGET,
  RESOURCE_QUOTA,
];
