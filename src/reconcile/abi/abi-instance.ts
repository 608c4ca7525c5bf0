import { keptPod } from '../../kernel/kept-pod.ts';
import { POD, SECRET } from '../../kernel/builtin-types.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { abiInstance as kind } from '../../kinds/abi/abi-instance.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { MANAGED_SELECTOR } from '../../templates/abi/metadata.ts';
import { secretReferences } from '../../templates/abi/secret-references.ts';
import type { ChildType, KindReconciler } from '../engine/contract.ts';
import { CHILD_ROLE_NAMES, CHILD_ROLES } from './child-role.ts';
import { REPLICAS } from './instance-steps.ts';
import { instanceKey, observeInstance, type AbiInstanceObserved } from './observe-instance.ts';
import { planInstance } from './plan-instance.ts';
import { planInvalidInstance } from './plan-invalid-instance.ts';
import { instanceOfPod } from './pod-owner.ts';

const WORKLOADS: readonly ResourceType[] = [CHILD_ROLES.deployment.type, CHILD_ROLES.statefulSet.type];

function childTypes(): readonly ChildType[] {
  const byName = new Map<string, ResourceType>(
    CHILD_ROLE_NAMES.map((role) => [resourceNameOf(CHILD_ROLES[role].type), CHILD_ROLES[role].type]),
  );
  return [...byName.values()].map((type): ChildType => {
    if (WORKLOADS.includes(type)) return { type, carried: [REPLICAS] };
    // It belongs to an add-on: an operator that insisted on it would not start without Prometheus.
    if (type === CHILD_ROLES.serviceMonitor.type) return { type, optional: true, kept: true };
    return type === CHILD_ROLES.serviceAccount.type || type === CHILD_ROLES.configMap.type ? { type, kept: true } : { type };
  });
}

/** The reconciler of AbiInstance. */
export const abiInstance: KindReconciler<AbiInstanceSpec, AbiInstanceStatus, AbiInstanceObserved> = {
  kind,
  children: childTypes(),
  derived: [{ type: POD, labelSelector: MANAGED_SELECTOR, primaryOf: instanceOfPod, keep: (pod) => keptPod(pod, { status: ['phase'] }) }],
  wakes: [
    {
      type: SECRET,
      references: (primary) => secretReferences(primary.spec).map(({ name }) => ({ namespace: instanceKey(primary).namespace, name })),
    },
  ],
  rights: [
    { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
    // The finalizer, where deleting an instance must delete its volumes.
    { group: kind.group, resources: [kind.plural], verbs: ['patch'] },
    // Asked for where owner references that hold back a deletion are guarded (OpenShift does).
    { group: kind.group, resources: [`${kind.plural}/finalizers`], verbs: ['update'] },
  ],
  observe: observeInstance,
  plan: planInstance,
  planInvalid: planInvalidInstance,
};
