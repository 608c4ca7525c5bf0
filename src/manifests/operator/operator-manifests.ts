import type { Manifest } from '../../kernel/kube-object.ts';
import { managerLabels } from './manager-labels.ts';
import { managerWorkload } from './manager-workload.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import { operatorRbac } from './operator-rbac.ts';
import type { OperatorPlan } from './operator-values.ts';

/** What a manager consists of, in the order in which it must be created. */
export interface OperatorManifests {
  readonly namespace: Manifest;
  readonly rbac: readonly Manifest[];
  readonly workload: readonly Manifest[];
}

/** The manifests of a manager. The same plan always gives the same manifests. */
export function operatorManifests(identity: OperatorIdentity, plan: OperatorPlan): OperatorManifests {
  const labels = { ...managerLabels(identity, plan.version), 'pod-security.kubernetes.io/enforce': 'restricted' };
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: plan.namespace, labels } },
    rbac: operatorRbac(identity, plan),
    workload: managerWorkload(identity, plan),
  };
}

/** All of them in that order. */
export function inOrder({ namespace, rbac, workload }: OperatorManifests): readonly Manifest[] {
  return [namespace, ...rbac, ...workload];
}
