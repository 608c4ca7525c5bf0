import type { ServedResource } from '../resources/served-resource.ts';
import { LIST_META, METADATA_COMPONENTS, OBJECT_META, SCALE } from './metadata-components.ts';
import { operationPaths } from './operations.ts';
import { type NameOf, type SchemaComponents, schemaComponents, type SchemaDocument } from './schema-components.ts';

/** `dev.conformance.toys.v1` for `toys.conformance.dev/v1`, `io.k8s.api.apps.v1` for Kubernetes' own groups. */
function packageOf({ group, version, custom }: Pick<ServedResource, 'group' | 'version' | 'custom'>): string {
  if (custom) return `${group.split('.').toReversed().join('.')}.${version}`;
  if (group === 'apiextensions.k8s.io') return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  return `io.k8s.api.${group === '' ? 'core' : (group.split('.')[0] ?? '')}.${version}`;
}

const API_VERSION = { type: 'string', description: 'Group and version of the kind.' };
const KIND = { type: 'string', description: 'The kind of the object.' };

/** The document of a kind itself: what all objects share is the same component everywhere. */
function kindDocument(resource: ServedResource, components: SchemaComponents): SchemaDocument {
  const { group, version, kind, schema } = resource;
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...own } = schema.properties ?? {};
  const { properties: _properties, ...rest } = components.document({ ...schema, properties: {} });
  return {
    type: 'object',
    ...rest,
    properties: {
      apiVersion: API_VERSION,
      kind: KIND,
      metadata: { description: 'Metadata of the object.', allOf: [components.reference(OBJECT_META)] },
      ...Object.fromEntries(Object.entries(own).map(([name, node]) => [name, components.document(node)])),
    },
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
}

function listDocument({ group, version, listKind, kind }: ServedResource, object: string, components: SchemaComponents): SchemaDocument {
  return {
    type: 'object',
    description: `A list of ${kind}.`,
    required: ['items'],
    properties: {
      apiVersion: API_VERSION,
      items: { type: 'array', items: components.reference(object) },
      kind: KIND,
      metadata: { allOf: [components.reference(LIST_META)] },
    },
    'x-kubernetes-group-version-kind': [{ group, kind: listKind, version }],
  };
}

/**
 * The OpenAPI v3 document of the types of one group version: enough for kubectl's `apply`, `diff`, `edit` and `explain`. `nameOf` may name
 * the types inside them, so that `explain` can.
 */
export function openApiDocument(resources: readonly ServedResource[], nameOf: NameOf = () => undefined): object {
  const [first] = resources;
  const prefix = first === undefined ? '' : packageOf(first);
  const roots = resources.flatMap(({ schema }) => Object.values(schema.properties ?? {}));
  const components = schemaComponents(roots, prefix, nameOf);
  let paths: Readonly<Record<string, object>> = {};
  for (const resource of resources) {
    const object = `${prefix}.${resource.kind}`;
    const list = `${prefix}.${resource.listKind}`;
    components.add(object, kindDocument(resource, components));
    components.add(list, listDocument(resource, object, components));
    paths = { ...paths, ...operationPaths(resource, { object, list, scale: SCALE }) };
  }
  for (const [name, document] of Object.entries(METADATA_COMPONENTS)) components.add(name, document);
  return {
    openapi: '3.0.0',
    info: { title: 'aistack sandbox', version: '1.36' },
    paths,
    components: { schemas: components.schemas },
  };
}
