import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { parseFieldSelector, type FieldRequirement } from './field-selector.ts';
import { matchesLabels, parseLabelSelector } from './label-selector.ts';

/** Which objects of a type a query is about, its namespace apart. */
export interface Selection {
  /** Whether it selects at all. */
  readonly everything: boolean;
  /** The one name it can match, where it says so. */
  readonly name: string | undefined;
  matches(object: KubeObject): boolean;
}

const ALL: Selection = { everything: true, name: undefined, matches: () => true };

function valueOf(resource: ServedResource, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata.name;
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  return resource.fieldsOf(object)[field] ?? '';
}

function matchesFields(resource: ServedResource, fields: readonly FieldRequirement[], object: KubeObject): boolean {
  return fields.every(({ field, equal, value }) => (valueOf(resource, object, field) === value) === equal);
}

/** Reads the selectors of a query. Throws 400 where one is malformed. */
export function selectionOf(
  resource: ServedResource,
  query: { readonly labelSelector?: string; readonly fieldSelector?: string },
): Selection {
  const labels = parseLabelSelector(query.labelSelector ?? '');
  const fields = parseFieldSelector(resource, query.fieldSelector ?? '');
  if (labels.length === 0 && fields.length === 0) return ALL;
  return {
    everything: false,
    name: fields.find(({ field, equal }) => field === 'metadata.name' && equal)?.value,
    matches: (object) => matchesFields(resource, fields, object) && matchesLabels(labels, object.metadata.labels),
  };
}
