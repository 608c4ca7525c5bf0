import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { aggregatedRules, aggregationSelectors } from './aggregation.ts';
import { BOOTSTRAP_RULES } from './bootstrap-rules.ts';
import { ruleObject } from './policy-rule.ts';
import { RBAC_GROUP } from './rbac-types.ts';

const AGGREGATE = `${RBAC_GROUP}/aggregate-to-`;

/** The labels by which roles go into `admin`, `edit` and `view`. */
const GOES_INTO: Readonly<Record<string, string>> = {
  'system:aggregate-to-admin': 'admin',
  'system:aggregate-to-edit': 'edit',
  'system:aggregate-to-view': 'view',
  edit: 'admin',
  view: 'edit',
};

/** Who gets what from the start: the role's name is the binding's. */
const BOUND_TO: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['system:masters'],
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:monitoring': ['system:monitoring'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  'system:service-account-issuer-discovery': ['system:serviceaccounts'],
};

function manifest(kind: string, name: string, rest: Readonly<Record<string, unknown>>): Manifest {
  const target = GOES_INTO[name];
  return {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind,
    metadata: {
      name,
      labels: {
        'kubernetes.io/bootstrapping': 'rbac-defaults',
        ...(kind !== 'ClusterRole' || target === undefined ? {} : { [`${AGGREGATE}${target}`]: 'true' }),
      },
      annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
    },
    ...rest,
  };
}

/**
 * The ClusterRoles and ClusterRoleBindings that a new cluster has for its users (Kubernetes 1.36), with `admin`, `edit` and `view` already
 * filled. Those of controllers, nodes and the control plane's own programs are left out: nobody is them here.
 */
export function bootstrapRoles(): readonly Manifest[] {
  const roles = new Map<string, Manifest>();
  for (const [name, rules] of Object.entries(BOOTSTRAP_RULES)) {
    roles.set(name, manifest('ClusterRole', name, { rules: rules.map(ruleObject) }));
  }
  for (const name of ['view', 'edit', 'admin']) {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [`${AGGREGATE}${name}`]: 'true' } }] };
    const others = [...roles.values()] as readonly Manifest[] as readonly KubeObject[];
    const rules = aggregatedRules(aggregationSelectors({ aggregationRule }) ?? [], name, others);
    roles.set(name, manifest('ClusterRole', name, { aggregationRule, rules: rules.map(ruleObject) }));
  }
  const bindings = Object.entries(BOUND_TO).map(([name, groups]) =>
    manifest('ClusterRoleBinding', name, {
      subjects: groups.map((group) => ({ kind: 'Group', apiGroup: RBAC_GROUP, name: group })),
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
    }),
  );
  return [...roles.values(), ...bindings];
}
