import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { ServedResource } from '../../resources/served-resource.ts';

/** A subresource as discovery tells it. */
export interface SubresourceDocument {
  readonly name: string;
  readonly kind: string;
  /** Given only where the kind is of another group than the resource. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const READ_WRITE = ['get', 'patch', 'update'];
const ALL = ['create', 'delete', 'get', 'patch', 'update'];

/** The streams and actions of Kubernetes' own types (measured on 1.36). */
const CONNECTS: Readonly<Record<string, Omit<SubresourceDocument, 'name'>>> = {
  'pods/attach': { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  'pods/binding': { kind: 'Binding', verbs: ['create'] },
  'pods/ephemeralcontainers': { kind: 'Pod', verbs: READ_WRITE },
  'pods/eviction': { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  'pods/exec': { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  'pods/log': { kind: 'Pod', verbs: ['get'] },
  'pods/portforward': { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  'pods/proxy': { kind: 'PodProxyOptions', verbs: ALL },
  'pods/resize': { kind: 'Pod', verbs: READ_WRITE },
  'services/proxy': { kind: 'ServiceProxyOptions', verbs: ALL },
  'nodes/proxy': { kind: 'NodeProxyOptions', verbs: ALL },
  'namespaces/finalize': { kind: 'Namespace', verbs: ['update'] },
  'serviceaccounts/token': { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
};

/** Which subresources a type has, in the order in which discovery lists them. */
export function subresourcesOf(resource: ServedResource): readonly SubresourceDocument[] {
  const status: SubresourceDocument = { name: 'status', kind: resource.kind, verbs: READ_WRITE };
  const scale: SubresourceDocument = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: READ_WRITE };
  const own = [...(resource.hasStatus ? [status] : []), ...(resource.scale === undefined ? [] : [scale])];
  if (resource.custom) return own;
  // The content of a namespace that ends is finished by a request of its own, not by a stream.
  const names = new Set([...resource.connects, ...(resourceNameOf(resource) === 'namespaces' ? ['finalize'] : [])]);
  const connects = [...names].map((name) => {
    const known = CONNECTS[`${resourceNameOf(resource)}/${name}`];
    return { name, ...(known ?? { kind: resource.kind, verbs: ['create', 'get'] }) };
  });
  return [...own, ...connects].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const BUILTIN_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The verbs of a type itself. Namespaces cannot be deleted all at once. */
export function verbsOf(resource: Pick<ServedResource, 'custom' | 'group' | 'plural'>): readonly string[] {
  if (resource.custom) return CUSTOM_VERBS;
  return resourceNameOf(resource) === 'namespaces' ? BUILTIN_VERBS.filter((verb) => verb !== 'deletecollection') : BUILTIN_VERBS;
}
