import { OBJECT_META_SCHEMA } from '../object-meta-schema.ts';
import type { SchemaNode } from '../schema-node.ts';

const TEXT: SchemaNode = { type: 'string' };
const BOOL: SchemaNode = { type: 'boolean' };
const NUMBER: SchemaNode = { type: 'number' };
const INTEGER: SchemaNode = { type: 'integer', format: 'int64' };
const TEXTS: SchemaNode = { type: 'array', items: TEXT };
const ANYTHING: SchemaNode = { 'x-kubernetes-preserve-unknown-fields': true };

const RULE: SchemaNode = {
  type: 'object',
  properties: { rule: TEXT, message: TEXT, messageExpression: TEXT, reason: TEXT, fieldPath: TEXT, optionalOldSelf: BOOL },
};

type Mutable = { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] };

function jsonSchema(): SchemaNode {
  const node: Mutable = { type: 'object' };
  // May be a list or a boolean too: what is in it is looked at where it is an object.
  const loose: Mutable = {};
  const nodes: SchemaNode = { type: 'array', items: node };
  const named: SchemaNode = { type: 'object', additionalProperties: node };
  const texts = [
    'id',
    '$schema',
    '$ref',
    'description',
    'type',
    'format',
    'title',
    'pattern',
    'x-kubernetes-list-type',
    'x-kubernetes-map-type',
  ];
  const flags = [
    'exclusiveMaximum',
    'exclusiveMinimum',
    'uniqueItems',
    'nullable',
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-embedded-resource',
    'x-kubernetes-int-or-string',
  ];
  const counts = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'];
  const each = (names: readonly string[], one: SchemaNode): Readonly<Record<string, SchemaNode>> =>
    Object.fromEntries(names.map((name) => [name, one]));
  node.properties = {
    ...each(texts, TEXT),
    ...each(flags, BOOL),
    ...each(counts, INTEGER),
    ...each(['maximum', 'minimum', 'multipleOf'], NUMBER),
    ...each(['allOf', 'anyOf', 'oneOf'], nodes),
    ...each(['properties', 'patternProperties', 'definitions'], named),
    ...each(['required', 'x-kubernetes-list-map-keys'], TEXTS),
    ...each(['default', 'example', 'dependencies', 'additionalItems'], ANYTHING),
    enum: { type: 'array', items: ANYTHING },
    items: loose,
    additionalProperties: loose,
    not: node,
    externalDocs: { type: 'object', properties: { description: TEXT, url: TEXT } },
    'x-kubernetes-validations': {
      type: 'array',
      items: RULE,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['rule'],
    },
  };
  loose.properties = node.properties;
  return node;
}

const NAMES: SchemaNode = {
  type: 'object',
  properties: {
    plural: TEXT,
    singular: TEXT,
    shortNames: { ...TEXTS, 'x-kubernetes-list-type': 'atomic' },
    kind: TEXT,
    listKind: TEXT,
    categories: { ...TEXTS, 'x-kubernetes-list-type': 'atomic' },
  },
};

const COLUMN: SchemaNode = {
  type: 'object',
  properties: { name: TEXT, type: TEXT, format: TEXT, description: TEXT, priority: { type: 'integer', format: 'int32' }, jsonPath: TEXT },
};

const VERSION: SchemaNode = {
  type: 'object',
  properties: {
    name: TEXT,
    served: BOOL,
    storage: BOOL,
    deprecated: BOOL,
    deprecationWarning: TEXT,
    schema: { type: 'object', properties: { openAPIV3Schema: jsonSchema() } },
    subresources: {
      type: 'object',
      properties: {
        status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        scale: { type: 'object', properties: { specReplicasPath: TEXT, statusReplicasPath: TEXT, labelSelectorPath: TEXT } },
      },
    },
    additionalPrinterColumns: { type: 'array', items: COLUMN, 'x-kubernetes-list-type': 'atomic' },
    selectableFields: { type: 'array', items: { type: 'object', properties: { jsonPath: TEXT } }, 'x-kubernetes-list-type': 'atomic' },
  },
};

const CONDITION: SchemaNode = {
  type: 'object',
  properties: { type: TEXT, status: TEXT, lastTransitionTime: TEXT, reason: TEXT, message: TEXT, observedGeneration: INTEGER },
};

/** The schema of CustomResourceDefinitions (`apiextensions.k8s.io/v1`). Schemas in them contain themselves. */
export const CRD_SCHEMA: SchemaNode = {
  type: 'object',
  properties: {
    apiVersion: TEXT,
    kind: TEXT,
    metadata: OBJECT_META_SCHEMA,
    spec: {
      type: 'object',
      properties: {
        group: TEXT,
        names: NAMES,
        scope: TEXT,
        versions: { type: 'array', items: VERSION, 'x-kubernetes-list-type': 'atomic' },
        conversion: {
          type: 'object',
          properties: { strategy: TEXT, webhook: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
        preserveUnknownFields: BOOL,
      },
    },
    status: {
      type: 'object',
      properties: {
        conditions: { type: 'array', items: CONDITION, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] },
        acceptedNames: NAMES,
        storedVersions: { ...TEXTS, 'x-kubernetes-list-type': 'atomic' },
        observedGeneration: INTEGER,
      },
    },
  },
};
