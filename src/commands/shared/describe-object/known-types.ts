import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  INGRESS,
  NAMESPACE,
  PERSISTENT_VOLUME_CLAIM,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  STORAGE_CLASS,
} from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';

function type(group: string, version: string, kind: string, plural: string, scope: ResourceType['scope'] = 'Namespaced'): ResourceType {
  return { group, version, kind, plural, scope };
}

export const POD: ResourceType = type('', 'v1', 'Pod', 'pods');
export const REPLICA_SET: ResourceType = type('apps', 'v1', 'ReplicaSet', 'replicasets');
export const STATEFUL_SET: ResourceType = type('apps', 'v1', 'StatefulSet', 'statefulsets');
export const JOB: ResourceType = type('batch', 'v1', 'Job', 'jobs');
export const RESOURCE_QUOTA: ResourceType = type('', 'v1', 'ResourceQuota', 'resourcequotas');
export const NODE: ResourceType = type('', 'v1', 'Node', 'nodes', 'Cluster');

/** What operators of the systems create: looked through for the children of a kind whose reconciler does not say what they are. */
export const USUAL_CHILDREN: readonly ResourceType[] = [
  DEPLOYMENT,
  STATEFUL_SET,
  SERVICE,
  CONFIG_MAP,
  SECRET,
  PERSISTENT_VOLUME_CLAIM,
  INGRESS,
  JOB,
  CRON_JOB,
  type('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  type('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  type('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies'),
  SERVICE_ACCOUNT,
  type('rbac.authorization.k8s.io', 'v1', 'Role', 'roles'),
  type('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings'),
  RESOURCE_QUOTA,
  type('', 'v1', 'LimitRange', 'limitranges'),
  SERVICE_MONITOR,
];

/** What Kubernetes' own controllers make of an object of a kind. */
const MADE_OF: Readonly<Record<string, readonly ResourceType[]>> = {
  Deployment: [REPLICA_SET],
  ReplicaSet: [POD],
  StatefulSet: [POD, PERSISTENT_VOLUME_CLAIM],
  CronJob: [JOB],
  Job: [POD],
};

/** The types, and all that is made of objects of them. */
export function withDerived(types: readonly ResourceType[]): readonly ResourceType[] {
  const found = [...types];
  for (let at = 0; at < found.length; at += 1) {
    for (const made of MADE_OF[found[at]?.kind ?? ''] ?? []) if (!found.includes(made)) found.push(made);
  }
  return found;
}

/** The type of a kind of Kubernetes that these commands meet. */
export function builtinType(kind: string): ResourceType | undefined {
  return [...USUAL_CHILDREN, POD, REPLICA_SET, STORAGE_CLASS, NODE, NAMESPACE].find((candidate) => candidate.kind === kind);
}
