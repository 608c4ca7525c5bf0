import { NAMESPACE } from '../../kernel/builtin-types.ts';
import type { KubeObject, Primary, Ref } from '../../kernel/kube-object.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { tenantNames } from '../../templates/neurallog/names.ts';

export type TenantPrimary = Primary<TenantSpec, TenantStatus>;

/** Keeps a deleted Tenant until its namespace is gone. */
export const TENANT_FINALIZER = 'neurallog.io/finalizer';

/** The namespace of a tenant. Always computed: whoever can write a status must not choose what is deleted. */
export function tenantNamespace(primary: Pick<KubeObject, 'metadata'>): string {
  return tenantNames.namespace(primary.metadata.name);
}

/** The same as a reference. */
export function namespaceRef(primary: Pick<KubeObject, 'metadata'>): Ref {
  return { type: NAMESPACE, name: tenantNamespace(primary) };
}
