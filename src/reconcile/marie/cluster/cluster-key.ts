import type { KubeObject, Primary } from '../../../kernel/kube-object.ts';
import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';

export type MarieClusterPrimary = Primary<MarieClusterSpec, MarieClusterStatus>;

/** The name and namespace of a cluster. */
export function clusterKey({ metadata }: Pick<KubeObject, 'metadata'>): { readonly name: string; readonly namespace: string } {
  return { name: metadata.name, namespace: metadata.namespace ?? 'default' };
}
