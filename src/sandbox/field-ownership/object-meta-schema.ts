import type { SchemaNode } from '../schema/schema-node.ts';

const TEXT: SchemaNode = { type: 'string' };
const TEXTS: SchemaNode = { type: 'object', additionalProperties: TEXT };
const COUNT: SchemaNode = { type: 'integer', format: 'int64' };

/** `metav1.ObjectMeta`, as far as merging and ownership need it (Kubernetes OpenAPI, `io.k8s.apimachinery.pkg.apis.meta.v1`). */
export const OBJECT_META: SchemaNode = {
  type: 'object',
  properties: {
    annotations: TEXTS,
    creationTimestamp: TEXT,
    deletionGracePeriodSeconds: COUNT,
    deletionTimestamp: TEXT,
    finalizers: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' },
    generateName: TEXT,
    generation: COUNT,
    labels: TEXTS,
    managedFields: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'atomic' },
    name: TEXT,
    namespace: TEXT,
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'uid',
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: TEXT,
          blockOwnerDeletion: { type: 'boolean' },
          controller: { type: 'boolean' },
          kind: TEXT,
          name: TEXT,
          uid: TEXT,
        },
      },
    },
    resourceVersion: TEXT,
    selfLink: TEXT,
    uid: TEXT,
  },
};
