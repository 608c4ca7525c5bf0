import type { KubeObject } from '../../kernel/kube-object.ts';
import type { WorkloadOwner } from '../../templates/kaos/workload-role.ts';

/** Name and namespace of an object of a namespaced kind. */
export function objectKey({ metadata }: Pick<KubeObject, 'metadata'>): WorkloadOwner {
  return { name: metadata.name, namespace: metadata.namespace ?? 'default' };
}
