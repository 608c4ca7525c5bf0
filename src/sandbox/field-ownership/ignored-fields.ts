import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { difference, differenceBelow, EMPTY_SET, type FieldSet, isEmptySet, pathSet, setNode, union } from './field-set.ts';
import { fieldElement } from './path-element.ts';

/** Fields that nobody comes to own through one way of writing. */
export type IgnoredFields =
  | { readonly paths: FieldSet; readonly only?: undefined }
  /** Everything but one field at the top. */
  | { readonly only: string; readonly paths?: undefined };

function fields(...paths: readonly string[]): FieldSet {
  let set = EMPTY_SET;
  for (const path of paths) set = union(set, pathSet(path.split('.').map(fieldElement)));
  return set;
}

/** For objects without a status of their own. */
export const NOTHING_IGNORED: IgnoredFields = { paths: EMPTY_SET };
const STATUS: IgnoredFields = { paths: fields('status') };
const SPEC: IgnoredFields = { paths: fields('spec') };
const ONLY_STATUS: IgnoredFields = { only: 'status' };

/** Writing the status of these leaves more of the object alone than its spec. (Measured on 1.36.) */
const SPECIAL: Readonly<Record<string, IgnoredFields>> = {
  'deployments.apps': { paths: fields('spec', 'metadata.labels') },
  pods: { paths: fields('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences') },
  'customresourcedefinitions.apiextensions.k8s.io': { paths: fields('spec', 'metadata') },
};

/**
 * What is not owned by writing an object or a subresource of it: the status by writing the object (where it is a subresource), and the reverse.
 */
export function ignoredFields(
  resource: Pick<ServedResource, 'group' | 'plural' | 'custom' | 'hasStatus'>,
  subresource: string,
): IgnoredFields {
  if (!resource.hasStatus) return NOTHING_IGNORED;
  if (subresource !== 'status') return STATUS;
  return resource.custom ? ONLY_STATUS : (SPECIAL[resourceNameOf(resource)] ?? SPEC);
}

/** What every object has and nobody owns. */
const STRIPPED = fields(
  'apiVersion',
  'kind',
  'metadata',
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
    (name) => `metadata.${name}`,
  ),
);

/** A set without the fields that are ignored. */
export function withoutIgnored(set: FieldSet, ignore: IgnoredFields): FieldSet {
  if (ignore.only === undefined) return differenceBelow(set, ignore.paths);
  const kept = set.children.get(fieldElement(ignore.only));
  return kept === undefined || isEmptySet(kept) ? EMPTY_SET : setNode(false, new Map([[fieldElement(ignore.only), kept]]));
}

/** A set without the fields of metadata that nobody owns. */
export function withoutIdentity(set: FieldSet): FieldSet {
  return difference(set, STRIPPED);
}
