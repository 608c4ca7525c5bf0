import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { fieldOfRule } from '../cel/field-of-rule.ts';
import { childPath, duplicateValue, invalidText, invalidValue, keyPath, requiredValue, tooMany } from '../../failures/field-complaints.ts';
import { schemaOfCrd } from '../schema-of-crd.ts';
import type { SchemaNode } from '../schema-node.ts';
import { isKnownFormat } from '../string-formats.ts';
import { itemsIn, objectIn, textIn } from '../../values/read-values.ts';
import { defaultErrors } from './default-errors.ts';
import { schemaText } from './internal-text.ts';
import { keywordErrors } from './keyword-errors.ts';
import { structuralErrors } from './structural-errors.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MAX_SELECTABLE = 8;

/** Keywords that may stand at the root where the status is a subresource, under the server's own names. */
const ROOT_KEYWORDS: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
};

function rootErrors(schema: JsonObject, path: string): readonly FieldError[] {
  const at = childPath(path, 'openAPIV3Schema');
  const type = schema['type'];
  if (type !== undefined && type !== 'object') {
    const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [invalidValue(childPath(at, 'type'), type, why)];
  }
  if (Object.keys(schema).every((keyword) => Object.hasOwn(ROOT_KEYWORDS, keyword))) return [];
  const allowed = Object.values(ROOT_KEYWORDS).join(' ');
  return [
    invalidText(
      at,
      schemaText(schema),
      `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`,
    ),
  ];
}

/** What is wrong with the schema of a version, or of all versions. */
export function schemaErrors(value: unknown, path: string, hasStatus: boolean): readonly FieldError[] {
  const json = objectIn(value)['openAPIV3Schema'];
  if (json === undefined) return [];
  const schema = schemaOfCrd(json);
  const at = childPath(path, 'openAPIV3Schema');
  const errors: FieldError[] = hasStatus ? [...rootErrors(objectIn(json), path)] : [];
  if (schema.nullable === true) {
    errors.push({
      type: 'FieldValueForbidden',
      field: childPath(at, 'nullable'),
      message: 'Forbidden: nullable cannot be true at the root',
    });
  }
  const structure = structuralErrors(schema, at);
  const defaults = structure.length > 0 ? [] : defaultErrors(schema, at);
  const keywords = keywordErrors(schema, at, structure.length === 0 && defaults.length === 0);
  // What stands for both views of the schema is told once.
  const told = new Set<string>();
  for (const error of [...errors, ...structure, ...defaults, ...keywords]) {
    const key = `${error.field}\n${error.message}`;
    if (told.has(key)) continue;
    told.add(key);
    if (!errors.includes(error)) errors.push(error);
  }
  return errors;
}

function pathProblem(path: string): string | undefined {
  return path.startsWith('.') ? undefined : 'must be a simple json path starting with .';
}

/** What is wrong with the subresources of a version. */
export function subresourceErrors(value: unknown, path: string): readonly FieldError[] {
  const scale = objectIn(value)['scale'];
  if (scale === undefined) return [];
  const errors: FieldError[] = [];
  const check = (name: string, below: readonly string[], why: string, isRequired: boolean): void => {
    const text = textIn(objectIn(scale)[name]);
    const at = childPath(path, `scale.${name}`);
    if (text === '') {
      if (isRequired) errors.push(requiredValue(at));
      return;
    }
    const problem = pathProblem(text) ?? (below.some((prefix) => text.startsWith(prefix)) ? undefined : why);
    if (problem !== undefined) errors.push(invalidValue(at, text, problem));
  };
  check('specReplicasPath', ['.spec.'], 'should be a json path under .spec', true);
  check('statusReplicasPath', ['.status.'], 'should be a json path under .status', true);
  check('labelSelectorPath', ['.spec.', '.status.'], 'should be a json path under either .spec or .status', false);
  return errors;
}

/** What is wrong with the printer columns of a version. */
export function columnErrors(value: unknown, path: string): readonly FieldError[] {
  return itemsIn(value).flatMap((item, index) => {
    const column = objectIn(item);
    const at = keyPath(path, index);
    const [name, type, format, jsonPath] = ['name', 'type', 'format', 'jsonPath'].map((field) => textIn(column[field]));
    const errors: FieldError[] = [];
    const types = `must be one of ${COLUMN_TYPES.join(',')}`;
    if (name === '') errors.push(requiredValue(childPath(at, 'name')));
    if (type === '') errors.push(requiredValue(childPath(at, 'type'), types));
    else if (!COLUMN_TYPES.includes(type ?? '')) errors.push(invalidValue(childPath(at, 'type'), type, types));
    if (format !== '' && !COLUMN_FORMATS.includes(format ?? '')) {
      errors.push(invalidValue(childPath(at, 'format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`));
    }
    const problem = pathProblem(jsonPath ?? '');
    if (jsonPath === '') errors.push(requiredValue(childPath(at, 'JSONPath')));
    else if (problem !== undefined) errors.push(invalidValue(childPath(at, 'JSONPath'), jsonPath, problem));
    return errors;
  });
}

/** What is wrong with the selectable fields of a version. */
export function selectableErrors(value: unknown, schemaJson: unknown, path: string): readonly FieldError[] {
  const schema = schemaOfCrd(objectIn(schemaJson)['openAPIV3Schema']);
  const seen = new Set<string>();
  const errors = itemsIn(value).flatMap((item, index): readonly FieldError[] => {
    const jsonPath = textIn(objectIn(item)['jsonPath']);
    const at = childPath(keyPath(path, index), 'jsonPath');
    if (jsonPath === '') return [requiredValue(at)];
    const field = fieldOfRule(jsonPath, schema, false);
    if (typeof field === 'string') return [invalidValue(at, jsonPath, `is an invalid path: ${field}`)];
    const isMeta = field.path.split('.')[0] === 'metadata';
    const why = 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    const isDuplicate = seen.has(field.path);
    seen.add(field.path);
    return [
      ...(isMeta ? [invalidValue(at, jsonPath, 'must not point to fields in metadata')] : []),
      ...(['string', 'boolean', 'integer'].includes(field.node.type ?? '') ? [] : [invalidValue(at, jsonPath, why)]),
      ...(isDuplicate ? [duplicateValue(at, jsonPath)] : []),
    ];
  });
  return seen.size > MAX_SELECTABLE ? [...errors, tooMany(path, seen.size, MAX_SELECTABLE)] : errors;
}

/** Formats in a schema that the server does not know. */
export function unknownFormats(node: SchemaNode): readonly string[] {
  const inner = [
    ...(node.items === undefined ? [] : [node.items]),
    ...Object.values(node.properties ?? {}),
    ...(typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []),
    ...(node.allOf ?? []),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.not === undefined ? [] : [node.not]),
  ];
  const own = node.format !== undefined && node.format !== '' && !isKnownFormat(node.type, node.format) ? [node.format] : [];
  return [...own, ...inner.flatMap(unknownFormats)];
}
