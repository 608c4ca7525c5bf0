import type { Manifest } from '../../kernel/kube-object.ts';
import { managerLabels } from './manager-labels.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { OperatorPlan, OperatorRule } from './operator-values.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${RBAC_GROUP}/v1`;

/**
 * The service account and its rights: a ClusterRole that is bound in the cluster, or where only some namespaces are watched a Role in each of
 * them and nothing else; and what leader election needs in its own namespace.
 */
export function operatorRbac(identity: OperatorIdentity, plan: OperatorPlan): readonly Manifest[] {
  const { serviceAccount, role, roleBinding, leaderRole } = identity;
  const { namespace, rules, values } = plan;
  const labels = managerLabels(identity, plan.version);
  const subjects = [{ kind: 'ServiceAccount', name: serviceAccount, namespace }];
  const rolePair = (
    kind: 'Role' | 'ClusterRole',
    at: string | undefined,
    names: readonly [string, string],
    of: readonly OperatorRule[],
  ): readonly Manifest[] => {
    const place = at === undefined ? {} : { namespace: at };
    return [
      { apiVersion: API_VERSION, kind, metadata: { name: names[0], ...place, labels }, rules: of },
      {
        apiVersion: API_VERSION,
        kind: `${kind}Binding`,
        metadata: { name: names[1], ...place, labels },
        roleRef: { apiGroup: RBAC_GROUP, kind, name: names[0] },
        subjects,
      },
    ];
  };
  const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace, labels } };
  const work =
    values.watchNamespaces === undefined
      ? [
          ...rolePair('ClusterRole', undefined, [role, roleBinding], rules.work),
          ...rolePair('Role', namespace, [leaderRole, leaderRole.replace(/role$/, 'rolebinding')], rules.leases),
        ]
      : values.watchNamespaces.flatMap((at) => rolePair('Role', at, [role, roleBinding], [...rules.work, ...rules.leases]));
  return [account, ...work];
}
