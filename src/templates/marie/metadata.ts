import type { ManifestMeta } from '../../kernel/kube-object.ts';
import type { Labels } from '../shared/labels.ts';

/** Whose an object is. */
export const CLUSTER_LABEL = 'marie.ai/cluster';
/** What a pod is: `server` or `executor`. */
export const NODE_TYPE_LABEL = 'marie.ai/node-type';
/** The executor group that a pod belongs to. */
const GROUP_LABEL = 'marie.ai/group';

/** Selects what our operator has made, whichever cluster it belongs to. */
export const MANAGED_SELECTOR = 'app.kubernetes.io/name=marie-ai,app.kubernetes.io/managed-by=marie-operator';

const COMMON: Labels = { 'app.kubernetes.io/name': 'marie-ai', 'app.kubernetes.io/managed-by': 'marie-operator' };

/** What a pod is a part of: the server, or the group of that name. */
export type Role = 'server' | { readonly group: string };

/** The labels by which a Deployment selects its pods. They never change. */
export function selectorLabels(cluster: string, role: Role): Labels {
  const nodeType = role === 'server' ? 'server' : 'executor';
  const group = role === 'server' ? {} : { [GROUP_LABEL]: role.group };
  return { [CLUSTER_LABEL]: cluster, [NODE_TYPE_LABEL]: nodeType, ...group };
}

/** The labels of the objects and pods of a role. */
export function roleLabels(cluster: string, role: Role): Labels {
  const component = role === 'server' ? 'server' : 'executor';
  return { ...selectorLabels(cluster, role), 'marie.ai/component': component, ...COMMON, 'app.kubernetes.io/instance': cluster };
}

/** The labels of an object of the cluster as a whole. */
export function clusterLabels(cluster: string): Labels {
  return { [CLUSTER_LABEL]: cluster, ...COMMON };
}

/** The metadata of an object of a role. */
export function roleMetadata(cluster: { readonly name: string; readonly namespace: string }, child: string, role: Role): ManifestMeta {
  return { name: child, namespace: cluster.namespace, labels: roleLabels(cluster.name, role) };
}
