import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
  validateRoleRefUpdate,
} from '../../access/rbac-validation.ts';
import { pathSegmentProblem } from '../../values/name-rules.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { BINDING_COLUMNS, ROLE_COLUMNS } from '../columns/cluster-columns.ts';
import { withBindingDefaults } from '../defaults/other-defaults.ts';
import { defineBuiltin } from './define-builtin.ts';

const COMMON = { group: 'rbac.authorization.k8s.io', createsOnUpdate: true, nameProblem: pathSegmentProblem } as const;
const ROLE = { ...COMMON, columns: ROLE_COLUMNS } as const;
const BINDING = {
  ...COMMON,
  columns: BINDING_COLUMNS,
  defaults: (draft: Draft): Draft => withBindingDefaults(draft as Draft & Record<string, unknown>),
  checkUpdate: validateRoleRefUpdate,
} as const;

/** `rbac.authorization.k8s.io/v1`. */
export const RBAC_RESOURCES: readonly ServedResource[] = [
  defineBuiltin({
    ...BINDING,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    scope: 'Cluster',
    check: validateClusterRoleBinding,
  }),
  defineBuiltin({ ...ROLE, kind: 'ClusterRole', plural: 'clusterroles', scope: 'Cluster', check: validateClusterRole }),
  defineBuiltin({ ...BINDING, kind: 'RoleBinding', plural: 'rolebindings', check: validateRoleBinding }),
  defineBuiltin({ ...ROLE, kind: 'Role', plural: 'roles', check: validateRole }),
];
