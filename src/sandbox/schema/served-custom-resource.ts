import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { apiVersionOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { ScalePaths, ServedResource } from '../resources/served-resource.ts';
import { type PrinterColumnSpec, printerColumns } from '../tables/printer-columns.ts';
import { namesOf, versionsOf } from './crd/crd-parts.ts';
import { itemsIn, objectIn, textIn } from '../values/read-values.ts';
import { customResourceStrategy } from './custom-resource-strategy.ts';
import { OBJECT_META_SCHEMA } from './object-meta-schema.ts';
import { schemaOfCrd } from './schema-of-crd.ts';
import type { SchemaNode } from './schema-node.ts';

function scaleOf(value: unknown): ScalePaths | undefined {
  if (!isJsonObject(value)) return undefined;
  const { labelSelectorPath } = value;
  return {
    specReplicasPath: textIn(value['specReplicasPath']),
    statusReplicasPath: textIn(value['statusReplicasPath']),
    ...(typeof labelSelectorPath === 'string' && labelSelectorPath !== '' ? { labelSelectorPath } : {}),
  };
}

function fieldText(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const name of path.split('.')) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function deprecationOf({ kind, ...type }: ResourceType, version: JsonObject): Pick<ServedResource, 'deprecation'> {
  if (version['deprecated'] !== true) return {};
  const { deprecationWarning } = version;
  return { deprecation: typeof deprecationWarning === 'string' ? deprecationWarning : `${apiVersionOf(type)} ${kind} is deprecated` };
}

/** The schema with the fields that every object has. */
function wholeSchema(schema: SchemaNode): SchemaNode {
  const text: SchemaNode = { type: 'string' };
  const { apiVersion = text, kind = text, metadata, ...properties } = schema.properties ?? {};
  const described = metadata?.description === undefined ? {} : { description: metadata.description };
  return { ...schema, properties: { apiVersion, kind, metadata: { ...OBJECT_META_SCHEMA, ...described }, ...properties } };
}

/**
 * What a CustomResourceDefinition makes the server serve: its storage version, or the first served one where that is not served. Undefined
 * where no version is served. Names are the accepted ones.
 */
export function servedCustomResource(crd: KubeObject, isTerminating = false): ServedResource | undefined {
  const spec = objectIn(crd['spec']);
  const served = versionsOf(crd).filter((one) => one['served'] === true);
  const version = served.find((one) => one['storage'] === true) ?? served[0];
  if (version === undefined) return undefined;
  const names = namesOf(objectIn(crd['status'])['acceptedNames']);
  const type: ResourceType = {
    group: textIn(spec['group']),
    version: textIn(version['name']),
    kind: names.kind,
    plural: names.plural,
    scope: spec['scope'] === 'Namespaced' ? 'Namespaced' : 'Cluster',
  };
  const schema = schemaOfCrd(objectIn(version['schema'])['openAPIV3Schema']);
  const subresources = objectIn(version['subresources']);
  const hasStatus = subresources['status'] !== undefined;
  const scale = scaleOf(subresources['scale']);
  const fields = itemsIn(version['selectableFields']).map((one) => textIn(objectIn(one)['jsonPath']).replace(/^\./, ''));
  return {
    ...type,
    singular: names.singular,
    listKind: names.listKind,
    shortNames: names.shortNames,
    categories: names.categories,
    custom: true,
    schema: wholeSchema(schema),
    strategy: customResourceStrategy({ type, schema, hasStatus, scale, isTerminating }),
    hasGeneration: true,
    hasStatus,
    ...(scale === undefined ? {} : { scale }),
    connects: [],
    columns: printerColumns(itemsIn(version['additionalPrinterColumns']) as readonly PrinterColumnSpec[]),
    fieldsOf: (object) => Object.fromEntries(fields.map((field) => [field, fieldText(object, field)])),
    selectableFields: fields,
    ...deprecationOf(type, version),
  };
}
