import type { ManifestMeta } from '../../kernel/kube-object.ts';
import type { Labels } from '../shared/labels.ts';

/** The label that names the tenant of an object, and that every tenant's namespace bears. */
export const TENANT_LABEL = 'neurallog.io/tenant';
const MANAGED_BY_LABEL = 'neurallog.io/managed-by';
const MANAGER = 'tenant-operator';

/** Selects what the operator has made, whichever tenant it belongs to. */
export const MANAGED_SELECTOR = `${MANAGED_BY_LABEL}=${MANAGER}`;

/** What an object of a tenant is for (`neurallog.io/component`). */
export type Component = 'redis' | 'server' | 'network-policy' | 'quota';

/** The value of the label `app` by which workloads, Services and people select pods. It never changes. */
export const APP = { redis: 'redis', server: 'neurallog-server' } as const;

/** The labels of a tenant's namespace. */
export function namespaceLabels(tenant: string): Labels {
  return { [TENANT_LABEL]: tenant, [MANAGED_BY_LABEL]: MANAGER };
}

/** The labels of a tenant's object. */
export function tenantLabels(tenant: string, component: Component): Labels {
  const app = component === 'redis' || component === 'server' ? { app: APP[component] } : {};
  return { ...app, ...namespaceLabels(tenant), 'neurallog.io/component': component };
}

/** The metadata of a tenant's object called `child`. */
export function tenantMetadata(
  tenant: { readonly name: string; readonly namespace: string },
  child: string,
  component: Component,
): ManifestMeta {
  return { name: child, namespace: tenant.namespace, labels: tenantLabels(tenant.name, component) };
}
