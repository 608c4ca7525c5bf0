import { isJsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceStrategy } from '../../src/sandbox/resources/resource-strategy.ts';
import type { ServedResource } from '../../src/sandbox/resources/served-resource.ts';
import type { SchemaNode } from '../../src/sandbox/schema/schema-node.ts';

const TEXTS: SchemaNode = { type: 'object', additionalProperties: { type: 'string' } };
const META: SchemaNode = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** A strategy that takes everything as it is, but for what a test says. */
export function permissiveStrategy(changes: Partial<ResourceStrategy> = {}): ResourceStrategy {
  return {
    decode: (draft) => ({ object: draft, complaints: [] }),
    withDefaults: (draft) => draft,
    prepareForCreate: (draft) => draft,
    prepareForUpdate: (draft) => draft,
    validateCreate: () => [],
    validateUpdate: () => [],
    ...changes,
  };
}

const PLAIN = {
  shortNames: [],
  categories: [],
  connects: [],
  columns: [],
  selectableFields: [],
  fieldsOf: () => ({}),
} satisfies Partial<ServedResource>;

/** Like a ConfigMap: `data`, no generation, no status; unknown fields are told and dropped. */
export const NOTES: ServedResource = {
  ...PLAIN,
  group: '',
  version: 'v1',
  kind: 'Note',
  plural: 'notes',
  singular: 'note',
  listKind: 'NoteList',
  scope: 'Namespaced',
  custom: false,
  hasGeneration: false,
  hasStatus: false,
  schema: { type: 'object', properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META, data: TEXTS } },
  strategy: permissiveStrategy({
    decode: ({ apiVersion, kind, metadata, data, ...others }) => ({
      object: { apiVersion, kind, metadata, ...(isJsonObject(data) && Object.keys(data).length > 0 ? { data } : {}) },
      complaints: Object.keys(others).map((field) => `unknown field "${field}"`),
    }),
    validateCreate: ({ data }) => badKeys(data),
    validateUpdate: ({ data }) => badKeys(data),
  }),
};

function badKeys(data: unknown): ReturnType<ResourceStrategy['validateCreate']> {
  const keys = isJsonObject(data) ? Object.keys(data).filter((key) => key.includes(' ')) : [];
  return keys.map((key) => ({ type: 'FieldValueInvalid', field: `data[${key}]`, message: `Invalid value: "${key}": bad key` }));
}

function statusOf(object: KubeObject): { readonly status?: unknown } {
  return object['status'] === undefined ? {} : { status: object['status'] };
}

/** Like a custom resource with the subresources status and scale, and the selectable field `.spec.color`. */
export const WIDGETS: ServedResource = {
  ...PLAIN,
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  listKind: 'WidgetList',
  scope: 'Namespaced',
  custom: true,
  hasGeneration: true,
  hasStatus: true,
  scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' },
  selectableFields: ['spec.color'],
  fieldsOf: ({ spec }) => ({ 'spec.color': isJsonObject(spec) && typeof spec['color'] === 'string' ? spec['color'] : '' }),
  schema: {
    type: 'object',
    properties: {
      metadata: META,
      spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
  strategy: permissiveStrategy({
    prepareForCreate: ({ status: _status, ...draft }) => draft,
    prepareForUpdate: (next, previous, { subresource }) => {
      const { status: _status, ...main } = subresource === 'status' ? previous : next;
      return { ...main, ...(subresource === 'status' ? { status: next['status'] } : statusOf(previous)) };
    },
  }),
};

/** Namespaces, with what their deletion needs. */
export const NAMESPACES: ServedResource = {
  ...PLAIN,
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  listKind: 'NamespaceList',
  scope: 'Cluster',
  custom: false,
  hasGeneration: false,
  hasStatus: true,
  schema: { type: 'object', properties: { metadata: META, spec: { type: 'object' }, status: { type: 'object' } } },
  strategy: permissiveStrategy({
    prepareForCreate: (draft) => ({ ...draft, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
    prepareForUpdate: (next, previous, { subresource }) => ({
      ...next,
      spec: previous['spec'],
      status: subresource === 'status' ? next['status'] : previous['status'],
    }),
  }),
};
