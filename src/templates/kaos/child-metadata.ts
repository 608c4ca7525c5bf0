import type { ManifestMeta } from '../../kernel/kube-object.ts';
import { selectorLabels, type WorkloadOwner, type WorkloadRole } from './workload-role.ts';

/** The metadata of a child called `child`. */
export function childMetadata(role: WorkloadRole, owner: WorkloadOwner, child: string): ManifestMeta {
  return {
    name: child,
    namespace: owner.namespace,
    labels: { ...selectorLabels(role, owner.name), 'app.kubernetes.io/managed-by': 'kaos-operator' },
  };
}
