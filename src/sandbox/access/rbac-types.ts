import type { ResourceType } from '../../kernel/resource-type.ts';

/** The API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

export const ROLE_TYPE: ResourceType = { group: RBAC_GROUP, version: 'v1', kind: 'Role', plural: 'roles', scope: 'Namespaced' };
export const ROLE_BINDING_TYPE: ResourceType = { ...ROLE_TYPE, kind: 'RoleBinding', plural: 'rolebindings' };
export const CLUSTER_ROLE_TYPE: ResourceType = { ...ROLE_TYPE, kind: 'ClusterRole', plural: 'clusterroles', scope: 'Cluster' };
export const CLUSTER_ROLE_BINDING_TYPE: ResourceType = {
  ...CLUSTER_ROLE_TYPE,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
};

/** Names of types in storage. */
export const CLUSTER_ROLES = `clusterroles.${RBAC_GROUP}`;
export const ROLE_BINDINGS = `rolebindings.${RBAC_GROUP}`;
export const CLUSTER_ROLE_BINDINGS = `clusterrolebindings.${RBAC_GROUP}`;
