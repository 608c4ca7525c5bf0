import type { JsonObject } from '../kernel/json.ts';
import type { KindDefinition } from '../kernel/kind-definition.ts';
import type { Manifest } from '../kernel/kube-object.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../kernel/builtin-types.ts';
import { apiVersionOf, resourceNameOf } from '../kernel/resource-type.ts';
import { openApiSchema } from '../kinds/shared/openapi-schema.ts';

function rootSchema(kind: KindDefinition): JsonObject {
  const spec = openApiSchema(kind.spec);
  return {
    type: 'object',
    description: kind.description,
    properties: {
      apiVersion: { type: 'string', description: 'Group and version of the kind.' },
      kind: { type: 'string', description: 'The kind.' },
      metadata: { type: 'object' },
      // Without the default an object that was made without spec could not be scaled: the patch would add to nothing.
      spec: kind.specPresence === 'defaulted' ? { ...spec, default: {} } : spec,
      status: openApiSchema(kind.status),
    },
    ...(kind.specPresence === 'required' ? { required: ['spec'] } : {}),
    ...(kind.rules === undefined || kind.rules.length === 0 ? {} : { 'x-kubernetes-validations': kind.rules }),
  };
}

function versionOf(kind: KindDefinition): JsonObject {
  return {
    name: kind.version,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: rootSchema(kind) },
    subresources: { status: {}, ...(kind.scale === undefined ? {} : { scale: kind.scale }) },
    ...(kind.columns.length === 0 ? {} : { additionalPrinterColumns: kind.columns }),
  };
}

/** The CustomResourceDefinition (`apiextensions.k8s.io/v1`) of a kind. Everything in it comes from the definition. */
export function crdOf(kind: KindDefinition): Manifest {
  const { plural, singular, listKind, shortNames, categories } = kind;
  return {
    apiVersion: apiVersionOf(CUSTOM_RESOURCE_DEFINITION),
    kind: CUSTOM_RESOURCE_DEFINITION.kind,
    metadata: { name: resourceNameOf(kind), ...(kind.crdLabels === undefined ? {} : { labels: kind.crdLabels }) },
    spec: {
      group: kind.group,
      scope: kind.scope,
      names: {
        kind: kind.kind,
        listKind,
        plural,
        singular,
        ...(shortNames.length === 0 ? {} : { shortNames }),
        ...(categories.length === 0 ? {} : { categories }),
      },
      versions: [versionOf(kind)],
    },
  };
}
