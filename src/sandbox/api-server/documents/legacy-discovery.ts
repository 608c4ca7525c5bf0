import { createHash } from 'node:crypto';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { ServedGroup } from './served-types.ts';
import { subresourcesOf, verbsOf } from './subresource-kinds.ts';

/** `GET /api`. `address` is host and port of the server. */
export function apiVersions(address: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

function groupDocument(group: string, versions: readonly string[]): object {
  const listed = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: listed, preferredVersion: listed[0] };
}

/** The named groups with their versions. */
function namedGroups(served: readonly ServedGroup[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { group, version } of served) if (group !== '') groups.set(group, [...(groups.get(group) ?? []), version]);
  return groups;
}

/** `GET /apis`. */
export function apiGroupList(served: readonly ServedGroup[]): object {
  const groups = [...namedGroups(served)].map(([group, versions]) => groupDocument(group, versions));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** `GET /apis/{group}`; undefined for a group that is not served. */
export function apiGroup(served: readonly ServedGroup[], group: string): object | undefined {
  const versions = namedGroups(served).get(group);
  return versions === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group, versions) };
}

/** Definitions are still stored in an older version than they are served in. */
function storedVersion({ version, kind }: ServedResource): string {
  return kind === 'CustomResourceDefinition' ? 'v1beta1' : version;
}

/** Tells clients whether two servers store a type alike (apiserver, `discovery.StorageVersionHash`). */
function storageVersionHash(resource: ServedResource): string {
  const { group, kind } = resource;
  return createHash('sha256')
    .update(`${group}/${storedVersion(resource)}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64');
}

function resourceDocuments(resource: ServedResource): readonly object[] {
  const { plural, singular, scope, kind, shortNames, categories } = resource;
  const namespaced = scope === 'Namespaced';
  const own = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    storageVersionHash: storageVersionHash(resource),
  };
  const subresources = subresourcesOf(resource).map(({ name, group, version, kind: subKind, verbs }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(group === undefined ? {} : { group, version }),
    kind: subKind,
    verbs,
  }));
  return [own, ...subresources];
}

/** `GET /api/v1` and `/apis/{group}/{version}`. */
export function apiResourceList({ group, version, resources, reviews }: ServedGroup): object {
  const reviewed = reviews.map(({ plural, singular, scope, kind }) => ({
    name: plural,
    singularName: singular,
    namespaced: scope === 'Namespaced',
    kind,
    verbs: ['create'],
  }));
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [...resources.flatMap(resourceDocuments), ...reviewed],
  };
}
