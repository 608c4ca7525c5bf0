import type { SchemaDocument } from './schema-components.ts';

/** The component of `metadata`. */
export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const OWNER_REFERENCE = 'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference';
const MANAGED_FIELDS = 'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry';
const FIELDS_V1 = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';
/** The component of a list's `metadata`. */
export const LIST_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
/** The component of the scale subresource. */
export const SCALE = 'io.k8s.api.autoscaling.v1.Scale';

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const TIME = { type: 'string', format: 'date-time' };
const WHOLE = { type: 'integer', format: 'int64' };

function reference(name: string): SchemaDocument {
  return { $ref: `#/components/schemas/${name}` };
}

const OWNER: SchemaDocument = {
  type: 'object',
  description: 'An object that this one depends on.',
  required: ['apiVersion', 'kind', 'name', 'uid'],
  properties: {
    apiVersion: TEXT,
    kind: TEXT,
    name: TEXT,
    uid: TEXT,
    controller: { type: 'boolean' },
    blockOwnerDeletion: { type: 'boolean' },
  },
  'x-kubernetes-map-type': 'atomic',
};

const MANAGED: SchemaDocument = {
  type: 'object',
  description: 'The fields that one manager owns.',
  properties: {
    manager: TEXT,
    operation: TEXT,
    apiVersion: TEXT,
    time: TIME,
    fieldsType: TEXT,
    fieldsV1: reference(FIELDS_V1),
    subresource: TEXT,
  },
};

/** Components that every document has: what is the same for all objects. */
export const METADATA_COMPONENTS: Readonly<Record<string, SchemaDocument>> = {
  [OBJECT_META]: {
    type: 'object',
    description: 'Metadata that every object has.',
    properties: {
      annotations: { ...TEXTS, description: 'Any data about the object, by key.' },
      creationTimestamp: { ...TIME, description: 'When the object was created.' },
      deletionGracePeriodSeconds: { ...WHOLE, description: 'How long the object may take to end.' },
      deletionTimestamp: { ...TIME, description: 'When its deletion was asked for.' },
      finalizers: {
        type: 'array',
        items: TEXT,
        description: 'What has to be done before the object goes.',
        'x-kubernetes-list-type': 'set',
        'x-kubernetes-patch-strategy': 'merge',
      },
      generateName: { ...TEXT, description: 'The beginning of a name that the server completes.' },
      generation: { ...WHOLE, description: 'Counts the changes of what is wanted.' },
      labels: { ...TEXTS, description: 'Keys and values by which objects are selected.' },
      managedFields: {
        type: 'array',
        items: reference(MANAGED_FIELDS),
        description: 'Who owns which fields.',
        'x-kubernetes-list-type': 'atomic',
      },
      name: { ...TEXT, description: 'The name, unique within its namespace and kind.' },
      namespace: { ...TEXT, description: 'The namespace.' },
      ownerReferences: {
        type: 'array',
        items: reference(OWNER_REFERENCE),
        description: 'The objects that this one depends on.',
        'x-kubernetes-list-map-keys': ['uid'],
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-patch-merge-key': 'uid',
        'x-kubernetes-patch-strategy': 'merge',
      },
      resourceVersion: { ...TEXT, description: 'Changes with every change of the object.' },
      selfLink: { ...TEXT, description: 'Not used any more.' },
      uid: { ...TEXT, description: 'Unlike the name it is never used again.' },
    },
  },
  [OWNER_REFERENCE]: OWNER,
  [MANAGED_FIELDS]: MANAGED,
  [FIELDS_V1]: { type: 'object', description: 'Fields, as paths.' },
  [LIST_META]: {
    type: 'object',
    description: 'Metadata of a list.',
    properties: { continue: TEXT, remainingItemCount: WHOLE, resourceVersion: TEXT, selfLink: TEXT },
  },
  [SCALE]: {
    type: 'object',
    description: 'How many replicas there are and shall be.',
    properties: {
      apiVersion: TEXT,
      kind: TEXT,
      metadata: { allOf: [reference(OBJECT_META)] },
      spec: { type: 'object', properties: { replicas: { type: 'integer', format: 'int32' } } },
      status: { type: 'object', properties: { replicas: { type: 'integer', format: 'int32' }, selector: TEXT } },
    },
    'x-kubernetes-group-version-kind': [{ group: 'autoscaling', kind: 'Scale', version: 'v1' }],
  },
};
