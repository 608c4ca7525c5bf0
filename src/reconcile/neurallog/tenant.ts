import {
  CONFIG_MAP,
  DEPLOYMENT,
  LIMIT_RANGE,
  NAMESPACE,
  NETWORK_POLICY,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  RESOURCE_QUOTA,
  SECRET,
  SERVICE,
  STATEFUL_SET,
} from '../../kernel/builtin-types.ts';
import { keptPod } from '../../kernel/kept-pod.ts';
import type { ObjectKey } from '../../kernel/kube-object.ts';
import { tenant as kind } from '../../kinds/neurallog/tenant.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { envReferences, type EnvReference } from '../../templates/neurallog/env-references.ts';
import { MANAGED_SELECTOR } from '../../templates/neurallog/metadata.ts';
import type { ChildType, KindReconciler } from '../engine/contract.ts';
import { tenantOfPod } from './pod-owner.ts';
import { observeTenant, type TenantObserved } from './observe-tenant.ts';
import { planInvalidTenant } from './plan-invalid-tenant.ts';
import { planTenant } from './plan-tenant.ts';
import { tenantNamespace, type TenantPrimary } from './tenant-key.ts';

const CHILDREN: readonly ChildType[] = [
  { type: NAMESPACE },
  { type: CONFIG_MAP, kept: true },
  { type: SERVICE, kept: true },
  { type: STATEFUL_SET },
  { type: DEPLOYMENT, kept: true },
  { type: PERSISTENT_VOLUME_CLAIM, kept: true },
  { type: RESOURCE_QUOTA },
  { type: LIMIT_RANGE },
  { type: NETWORK_POLICY },
];

/** Secrets and ConfigMaps are looked for in the tenant's own namespace. */
function referenced(primary: TenantPrimary, of: EnvReference['kind']): readonly ObjectKey[] {
  const namespace = tenantNamespace(primary);
  return envReferences(primary.spec).flatMap(({ kind: found, name }) => (found === of ? [{ namespace, name }] : []));
}

/** The reconciler of Tenant. */
export const tenant: KindReconciler<TenantSpec, TenantStatus, TenantObserved> = {
  kind,
  children: CHILDREN,
  derived: [{ type: POD, labelSelector: MANAGED_SELECTOR, primaryOf: tenantOfPod, keep: keptPod }],
  wakes: [
    { type: SECRET, references: (primary) => referenced(primary, 'Secret') },
    { type: CONFIG_MAP, references: (primary) => referenced(primary, 'ConfigMap') },
  ],
  rights: [
    { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
    // Its finalizer. The other one is asked for where owner references that hold back a deletion are guarded (OpenShift does).
    { group: kind.group, resources: [kind.plural], verbs: ['patch'] },
    { group: kind.group, resources: [`${kind.plural}/finalizers`], verbs: ['update'] },
  ],
  observe: observeTenant,
  plan: planTenant,
  planInvalid: planInvalidTenant,
};
