import type { ReviewResource } from '../../requests/review-handler.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { ServedGroup } from './served-types.ts';
import { subresourcesOf, verbsOf } from './subresource-kinds.ts';

/** Kubernetes' own kinds are named without group and version, those of CRDs in full. */
function responseKind(resource: { readonly custom?: boolean; readonly group: string; readonly version: string }, kind: string): object {
  return resource.custom === true ? { group: resource.group, version: resource.version, kind } : { group: '', version: '', kind };
}

function resourceDocument(resource: ServedResource): object {
  const { plural, singular, scope, kind, shortNames, categories } = resource;
  const subresources = subresourcesOf(resource).map(({ name, kind: subKind, group, version, verbs }) => ({
    subresource: name,
    responseKind: group === undefined ? responseKind(resource, subKind) : { group, version, kind: subKind },
    verbs,
  }));
  return {
    resource: plural,
    responseKind: responseKind(resource, kind),
    scope,
    singularResource: singular,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function reviewDocument(review: ReviewResource): object {
  const { plural, singular, scope, kind } = review;
  return { resource: plural, responseKind: responseKind(review, kind), scope, singularResource: singular, verbs: ['create'] };
}

function versionDocument({ version, resources, reviews }: ServedGroup): object {
  return { version, resources: [...resources.map(resourceDocument), ...reviews.map(reviewDocument)], freshness: 'Current' };
}

/** The one document from which clients learn all types: of the core group (`/api`) or of all others (`/apis`). */
export function aggregatedDiscovery(served: readonly ServedGroup[], core: boolean): object {
  const items = new Map<string, object[]>();
  for (const group of served.filter((one) => (one.group === '') === core)) {
    items.set(group.group, [...(items.get(group.group) ?? []), versionDocument(group)]);
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...items].map(([name, versions]) => ({ metadata: name === '' ? {} : { name }, versions })),
  };
}
