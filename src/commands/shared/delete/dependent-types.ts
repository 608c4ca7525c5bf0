import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  INGRESS,
  NAMESPACE,
  PERSISTENT_VOLUME_CLAIM,
  SECRET,
  SERVICE,
  SERVICE_MONITOR,
} from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';

function namespaced(group: string, version: string, kind: string, plural: string): ResourceType {
  return { group, version, kind, plural, scope: 'Namespaced' };
}

/** The types of objects that may belong to one of ours, directly or through another: what a delete may take along. */
export const DEPENDENT_TYPES: readonly ResourceType[] = [
  ...KIND_IDENTITIES,
  NAMESPACE,
  DEPLOYMENT,
  namespaced('apps', 'v1', 'StatefulSet', 'statefulsets'),
  namespaced('apps', 'v1', 'ReplicaSet', 'replicasets'),
  namespaced('batch', 'v1', 'Job', 'jobs'),
  CRON_JOB,
  namespaced('', 'v1', 'Pod', 'pods'),
  SERVICE,
  INGRESS,
  CONFIG_MAP,
  SECRET,
  PERSISTENT_VOLUME_CLAIM,
  namespaced('', 'v1', 'ServiceAccount', 'serviceaccounts'),
  namespaced('', 'v1', 'ResourceQuota', 'resourcequotas'),
  namespaced('', 'v1', 'LimitRange', 'limitranges'),
  namespaced('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  namespaced('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  namespaced('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies'),
  namespaced('rbac.authorization.k8s.io', 'v1', 'Role', 'roles'),
  namespaced('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings'),
  SERVICE_MONITOR,
];
