import type { Manifest } from '../../kernel/kube-object.ts';
import { namespaceLabels } from './metadata.ts';
import type { TenantValues } from './tenant-values.ts';

/** The tenant's namespace. */
export function namespace({ name, namespace: own, spec }: TenantValues): Manifest {
  const { displayName } = spec;
  const annotations = displayName === undefined ? {} : { annotations: { 'neurallog.io/display-name': displayName } };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own, labels: namespaceLabels(name), ...annotations } };
}
