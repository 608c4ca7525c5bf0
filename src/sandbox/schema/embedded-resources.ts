import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';
import { childPath, invalidValue, keyPath, requiredValue } from '../failures/field-complaints.ts';
import { dns1035LabelProblem, labelValueProblems, pathSegmentProblem } from '../values/name-rules.ts';
import { metadataTypeProblem } from './object-meta-shape.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

function kindErrors(kind: unknown, path: string): readonly FieldError[] {
  if (typeof kind !== 'string') return [invalidValue(path, kind, 'must be a string')];
  if (kind === '') return [invalidValue(path, kind, 'must not be empty')];
  const problem = dns1035LabelProblem(kind.toLowerCase());
  return problem === undefined ? [] : [invalidValue(path, kind, `may have mixed case, but should otherwise match: ${problem}`)];
}

function apiVersionErrors(apiVersion: unknown, path: string): readonly FieldError[] {
  if (typeof apiVersion !== 'string') return [invalidValue(path, apiVersion, 'must be a string')];
  if (apiVersion === '') return [invalidValue(path, apiVersion, 'must not be empty')];
  return apiVersion.split('/').length > 2 ? [invalidValue(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)] : [];
}

function metadataErrors(metadata: JsonObject, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { name, labels } = metadata;
  const problem = typeof name === 'string' ? pathSegmentProblem(name) : undefined;
  if (problem !== undefined) errors.push(invalidValue(childPath(path, 'name'), name, problem));
  for (const value of Object.values(isJsonObject(labels) ? labels : {})) {
    const [why] = labelValueProblems(String(value));
    if (why !== undefined) errors.push(invalidValue(childPath(path, 'labels'), value, why));
  }
  return errors;
}

function objectErrors(value: JsonObject, path: string | undefined): readonly FieldError[] {
  const at = (name: string): string => childPath(path, name);
  const { apiVersion, kind, metadata } = value;
  return [
    ...(apiVersion === undefined ? [requiredValue(at('apiVersion'))] : []),
    ...(kind === undefined ? [requiredValue(at('kind'))] : []),
    ...(apiVersion === undefined ? [] : apiVersionErrors(apiVersion, at('apiVersion'))),
    ...(kind === undefined ? [] : kindErrors(kind, at('kind'))),
    ...(isJsonObject(metadata) ? metadataErrors(metadata, at('metadata')) : []),
  ];
}

type Visit = (value: JsonObject, path: string | undefined) => readonly FieldError[];

function visit(node: SchemaNode | undefined, value: JsonValue, path: string | undefined, check: Visit): readonly FieldError[] {
  if (node === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => visit(node.items, item, keyPath(path, index), check));
  if (!isJsonObject(value)) return [];
  const values = isJsonObject(node.additionalProperties) ? (node.additionalProperties as SchemaNode) : undefined;
  return [
    ...(node['x-kubernetes-embedded-resource'] === true ? check(value, path) : []),
    ...Object.keys(value).flatMap((key) => {
      const field = node.properties?.[key];
      return field === undefined
        ? visit(values, value[key], keyPath(path, key), check)
        : visit(field, value[key], childPath(path, key), check);
    }),
  ];
}

/** What is wrong with `apiVersion`, `kind` and `metadata` of embedded objects (`x-kubernetes-embedded-resource`). */
export function embeddedResourceErrors(schema: SchemaNode, value: JsonValue, path?: string): readonly FieldError[] {
  return visit(schema, value, path, objectErrors);
}

/** The first embedded object whose `apiVersion`, `kind` or `metadata` cannot be read at all: the server answers 400 with `field: message`. */
export function malformedEmbedded(schema: SchemaNode, value: JsonValue, path?: string): FieldError | undefined {
  return visit(schema, value, path, ({ apiVersion, kind, metadata }, at) => {
    if (apiVersion !== undefined && typeof apiVersion !== 'string') {
      return [invalidValue(childPath(at, 'apiVersion'), apiVersion, 'must be a string')];
    }
    if (kind !== undefined && typeof kind !== 'string') return [invalidValue(childPath(at, 'kind'), kind, 'must be a string')];
    const problem = metadata === undefined ? undefined : metadataTypeProblem(metadata);
    return problem === undefined ? [] : [invalidValue(childPath(at, 'metadata'), metadata, problem)];
  })[0];
}
