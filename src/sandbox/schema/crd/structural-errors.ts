import { isJsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { childPath, forbiddenValue, invalidValue, keyPath, requiredValue } from '../../failures/field-complaints.ts';
import { goRegExp } from '../go-regexp.ts';
import { sameValue } from '../../values/same-value.ts';
import type { SchemaNode } from '../schema-node.ts';

type Level = 'root' | 'item' | 'field';

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

const INT_OR_STRING: readonly SchemaNode[] = [{ type: 'integer' }, { type: 'string' }];

/** What may not be said below `anyOf` and the like, and why not. */
const NESTED: readonly (readonly [keyof SchemaNode | 'title', string, (value: unknown) => boolean])[] = [
  ['type', 'must be empty to be structural', (value) => value !== undefined && value !== ''],
  ['additionalProperties', 'must be undefined to be structural', (value) => value !== undefined],
  ['default', 'must be undefined to be structural', (value) => value !== undefined],
  ['title', 'must be empty to be structural', (value) => value !== undefined && value !== ''],
  ['description', 'must be empty to be structural', (value) => value !== undefined && value !== ''],
  ['nullable', 'must be false to be structural', (value) => value === true],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural', (value) => value === true],
  ['x-kubernetes-embedded-resource', 'must be false to be structural', (value) => value === true],
  ['x-kubernetes-int-or-string', 'must be false to be structural', (value) => value === true],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural', (value) => Array.isArray(value) && value.length > 0],
  ['x-kubernetes-list-type', 'must be undefined to be structural', (value) => value !== undefined],
  ['x-kubernetes-map-type', 'must be undefined to be structural', (value) => value !== undefined],
  ['x-kubernetes-validations', 'must be empty to be structural', (value) => Array.isArray(value) && value.length > 0],
];

function valueErrors(node: SchemaNode, path: string, skipsAnyOf: boolean, skipsFirstAllOf: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  const each = (name: 'anyOf' | 'allOf' | 'oneOf', skips: (index: number) => boolean): void => {
    node[name]?.forEach((one, index) => errors.push(...nestedErrors(one, keyPath(childPath(path, name), index), skips(index))));
  };
  if (!skipsAnyOf) each('anyOf', () => false);
  each('allOf', (index) => skipsFirstAllOf && index === 0);
  each('oneOf', () => false);
  if (node.not !== undefined) errors.push(...nestedErrors(node.not, childPath(path, 'not'), false));
  if (node.pattern !== undefined && node.pattern !== '') {
    const pattern = goRegExp(node.pattern);
    if (typeof pattern === 'string') {
      const why = `must be a valid regular expression, but isn't: ${pattern}`;
      errors.push(invalidValue(childPath(path, 'pattern'), node.pattern, why));
    }
  }
  return errors;
}

function nestedErrors(node: SchemaNode, path: string, skipsAnyOf: boolean): readonly FieldError[] {
  const errors: FieldError[] = [...valueErrors(node, path, skipsAnyOf, false)];
  if (node.items !== undefined) errors.push(...nestedErrors(node.items, childPath(path, 'items'), false));
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    errors.push(...nestedErrors(child, keyPath(childPath(path, 'properties'), name), false));
  }
  for (const [keyword, why, isSet] of NESTED) {
    if (isSet((node as Readonly<Record<string, unknown>>)[keyword])) errors.push(forbiddenValue(childPath(path, keyword), why));
  }
  if (node.properties?.['metadata'] !== undefined) {
    errors.push(forbiddenValue(keyPath(childPath(path, 'properties'), 'metadata'), 'must not be specified in a nested context'));
  }
  return errors;
}

function metadataErrors(metadata: SchemaNode, isChecked: boolean, level: Level, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (isChecked && metadata.type !== 'object') errors.push(invalidValue(childPath(path, 'type'), metadata.type ?? '', 'must be object'));
  if (level !== 'root') return errors;
  const { type: _type, default: _default, properties = {}, ...rest } = metadata;
  const names = Object.keys(properties);
  if (
    !names.every((name) => name === 'name' || name === 'generateName') ||
    Object.keys(rest).some((keyword) => keyword !== 'description')
  ) {
    const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbiddenValue(path, why));
  }
  return errors;
}

function typeErrors(node: SchemaNode, level: Level, path: string): readonly FieldError[] {
  const at = childPath(path, 'type');
  const { type = '' } = node as { readonly type?: string };
  if (node['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    return [type === '' ? requiredValue(at, why) : invalidValue(at, type, why)];
  }
  const isFree = node['x-kubernetes-int-or-string'] === true || node['x-kubernetes-preserve-unknown-fields'] === true;
  if (type === '') return isFree ? [] : [requiredValue(at, EMPTY_TYPE[level])];
  return level === 'root' && type !== 'object' ? [invalidValue(at, type, 'must be object at the root')] : [];
}

function invariants(node: SchemaNode, level: Level, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const embedded = node['x-kubernetes-embedded-resource'] === true;
  const preserves = node['x-kubernetes-preserve-unknown-fields'] === true;
  const properties = node.properties ?? {};
  const at = (name: string): string => keyPath(childPath(path, 'properties'), name);
  if (node.type === 'array' && node.items === undefined) errors.push(requiredValue(childPath(path, 'items'), 'must be specified'));
  if (node.items !== undefined) errors.push(...invariants(node.items, 'item', childPath(path, 'items')));
  for (const [name, child] of Object.entries(properties)) errors.push(...invariants(child, 'field', at(name)));
  if (node.additionalProperties !== undefined) {
    const values = childPath(path, 'additionalProperties');
    if (level === 'root') errors.push(forbiddenValue(values, 'must not be used at the root'));
    if (isJsonObject(node.additionalProperties)) errors.push(...invariants(node.additionalProperties, 'field', values));
    if (embedded) errors.push(forbiddenValue(values, 'must not be used if x-kubernetes-embedded-resource is set'));
  }
  if (node['x-kubernetes-int-or-string'] === true) {
    const why = 'must be false if x-kubernetes-int-or-string is true';
    if (preserves) errors.push(invalidValue(childPath(path, 'x-kubernetes-preserve-unknown-fields'), true, why));
    if (embedded) errors.push(invalidValue(childPath(path, 'x-kubernetes-embedded-resource'), true, why));
  }
  errors.push(...valueErrors(node, path, sameValue(node.anyOf, INT_OR_STRING), sameValue(node.allOf?.[0]?.anyOf, INT_OR_STRING)));
  errors.push(...typeErrors(node, level, path));
  const isResource = level === 'root' || embedded;
  for (const name of isResource ? ['kind', 'apiVersion'] : []) {
    const child = properties[name];
    if (child !== undefined && child.type !== 'string')
      errors.push(invalidValue(childPath(at(name), 'type'), child.type ?? '', 'must be string'));
  }
  if (properties['metadata'] !== undefined) errors.push(...metadataErrors(properties['metadata'], isResource, level, at('metadata')));
  if (embedded && !preserves && Object.keys(properties).length === 0) {
    const why = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(requiredValue(childPath(path, 'properties'), why));
  }
  return errors;
}

/** Validations of `nested` that have no counterpart in the structure: they would apply to values without a known schema. */
function completeness(nested: SchemaNode, structure: SchemaNode | undefined, path: string, from: string): readonly FieldError[] {
  if (structure === undefined) return [requiredValue(path, `because it is defined in ${from}`)];
  const errors: FieldError[] = [...junctors(nested, structure, path, from)];
  if (nested.items !== undefined)
    errors.push(...completeness(nested.items, structure.items, childPath(path, 'items'), childPath(from, 'items')));
  for (const [name, child] of Object.entries(nested.properties ?? {})) {
    const [here, there] = [keyPath(childPath(path, 'properties'), name), keyPath(childPath(from, 'properties'), name)];
    errors.push(...completeness(child, structure.properties?.[name], here, there));
  }
  return errors;
}

function junctors(nested: SchemaNode, structure: SchemaNode, path: string, from: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (nested.not !== undefined) errors.push(...completeness(nested.not, structure, path, childPath(from, 'not')));
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) {
    nested[name]?.forEach((one, index) => errors.push(...completeness(one, structure, path, keyPath(childPath(from, name), index))));
  }
  return errors;
}

/** Why a schema is not structural (apiextensions, `ValidateStructural`), sorted as the server sorts them. */
export function structuralErrors(schema: SchemaNode, path: string): readonly FieldError[] {
  const errors = [...invariants(schema, 'root', path), ...junctors(schema, schema, path, path)];
  const text = ({ field, message }: FieldError): string => `${field}: ${message}`;
  return errors.toSorted((left, right) => (text(left) < text(right) ? -1 : Number(text(left) > text(right))));
}
