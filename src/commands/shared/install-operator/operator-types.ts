import { DEPLOYMENT, NAMESPACE, POD_DISRUPTION_BUDGET, SERVICE, SERVICE_ACCOUNT } from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';

function rbac(kind: string, plural: string, scope: ResourceType['scope']): ResourceType {
  return { group: 'rbac.authorization.k8s.io', version: 'v1', kind, plural, scope };
}

export const ROLE: ResourceType = rbac('Role', 'roles', 'Namespaced');
export const ROLE_BINDING: ResourceType = rbac('RoleBinding', 'rolebindings', 'Namespaced');
export const CLUSTER_ROLE: ResourceType = rbac('ClusterRole', 'clusterroles', 'Cluster');
export const CLUSTER_ROLE_BINDING: ResourceType = rbac('ClusterRoleBinding', 'clusterrolebindings', 'Cluster');

/** The types that a manager consists of. */
export const OPERATOR_TYPES: readonly ResourceType[] = [
  NAMESPACE,
  SERVICE_ACCOUNT,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  ROLE,
  ROLE_BINDING,
  SERVICE,
  DEPLOYMENT,
  POD_DISRUPTION_BUDGET,
];

/** The type of one of its manifests. */
export function operatorType({ kind }: { readonly kind: string }): ResourceType {
  const found = OPERATOR_TYPES.find((type) => type.kind === kind);
  if (found === undefined) throw new Error(`a manager has no ${kind}`);
  return found;
}
