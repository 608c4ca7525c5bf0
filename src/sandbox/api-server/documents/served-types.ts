import type { ResourceRegistry } from '../../resources/resource-registry.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { ServedResource } from '../../resources/served-resource.ts';

/** A group version with what it serves. */
export interface ServedGroup {
  readonly group: string;
  readonly version: string;
  /** Sorted by plural. */
  readonly resources: readonly ServedResource[];
  readonly reviews: readonly ReviewResource[];
  /** Whether CRDs define it. */
  readonly custom: boolean;
}

/** The groups of Kubernetes itself in the order in which the server lists them; others come after them by name. */
const ORDER: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
];

function rank(group: string): number {
  const at = ORDER.indexOf(group);
  return at < 0 ? ORDER.length : at;
}

function byPlural(a: { readonly plural: string }, b: { readonly plural: string }): number {
  return a.plural < b.plural ? -1 : 1;
}

/** Every group version that is served now, in the order of discovery. */
export function servedGroups(registry: ResourceRegistry, reviews: readonly ReviewResource[]): readonly ServedGroup[] {
  const names = new Map<string, { readonly group: string; readonly version: string }>();
  const resources = registry.all();
  for (const { group, version } of [...resources, ...reviews]) names.set(`${group}/${version}`, { group, version });
  return [...names.values()]
    .map(({ group, version }) => {
      const within = (type: { readonly group: string; readonly version: string }): boolean =>
        type.group === group && type.version === version;
      const own = resources.filter(within).toSorted(byPlural);
      return {
        group,
        version,
        resources: own,
        reviews: reviews.filter(within).toSorted(byPlural),
        custom: own.some(({ custom }) => custom),
      };
    })
    .toSorted((a, b) => rank(a.group) - rank(b.group) || (a.group < b.group ? -1 : a.group > b.group ? 1 : a.version < b.version ? -1 : 1));
}
