import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { invalidStruct, invalidValue } from '../../failures/field-complaints.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { AccessAttributes } from '../access-attributes.ts';

const RESOURCE_FIELDS = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name', 'fieldSelector', 'labelSelector'];
const PATH_FIELDS = ['path', 'verb'];

/** What a review asks about, without fields that the API does not know. One of the two, where it is valid. */
export interface ReviewSpec {
  readonly resourceAttributes?: JsonObject;
  readonly nonResourceAttributes?: JsonObject;
}

function only(value: unknown, fields: readonly string[]): JsonObject | undefined {
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).filter(([field]) => fields.includes(field))) : undefined;
}

/** As the server prints the Go value. */
export function pathValue({ path = '', verb = '' }: JsonObject): JsonObject {
  return { Path: path, Verb: verb };
}

/** The two parts of a spec that say what is asked about. */
export function reviewSpec(spec: unknown): ReviewSpec {
  const { resourceAttributes, nonResourceAttributes } = isJsonObject(spec) ? spec : {};
  const resource = only(resourceAttributes, RESOURCE_FIELDS);
  const path = only(nonResourceAttributes, PATH_FIELDS);
  return {
    ...(resource === undefined ? {} : { resourceAttributes: resource }),
    ...(path === undefined ? {} : { nonResourceAttributes: path }),
  };
}

/** What is wrong with them: exactly one must be there. */
export function reviewSpecErrors({ resourceAttributes, nonResourceAttributes }: ReviewSpec): readonly FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalidValue('spec.nonResourceAttributes', pathValue(nonResourceAttributes), why)];
  }
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  return [invalidValue('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')];
}

/** Metadata must be left out. `except`: fields that may be there. */
export function metadataErrors(metadata: unknown, except: readonly string[] = []): readonly FieldError[] {
  const { creationTimestamp: _time, ...fields } = isJsonObject(metadata) ? metadata : {};
  const rest = Object.keys(fields).filter((field) => field !== 'managedFields' && !except.includes(field));
  return rest.length === 0 ? [] : [invalidStruct('metadata', fields, 'must be empty')];
}

/** The metadata of an answer: who owns the fields of the question, where the server noted it. */
export function answeredMetadata(metadata: unknown): JsonObject {
  const managedFields = isJsonObject(metadata) ? metadata['managedFields'] : undefined;
  return managedFields === undefined ? {} : { managedFields };
}

/** What a valid spec asks about. */
export function reviewedAttributes({ resourceAttributes = {}, nonResourceAttributes }: ReviewSpec): AccessAttributes {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  if (nonResourceAttributes !== undefined) {
    const { path, verb } = nonResourceAttributes;
    return { path: text(path), verb: text(verb) };
  }
  const { verb, group, resource, subresource, name, namespace } = resourceAttributes;
  return {
    verb: text(verb),
    group: text(group),
    resource: text(resource),
    subresource: text(subresource),
    name: text(name),
    namespace: text(namespace),
  };
}
