import type { JsonObject } from '../../../src/kernel/json.ts';

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };

/** A schema with one field of every way in which values are merged. */
export const THING_SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        text: TEXT,
        count: { type: 'integer' },
        nested: { type: 'object', properties: { a: TEXT, b: TEXT } },
        map: TEXTS,
        objects: { type: 'object', additionalProperties: { type: 'object', properties: { a: TEXT, b: TEXT } } },
        atomicMap: { ...TEXTS, 'x-kubernetes-map-type': 'atomic' },
        atomic: { type: 'array', items: TEXT },
        set: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set' },
        list: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: TEXT, value: TEXT, tags: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set' } },
          },
        },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port', 'protocol'],
          items: {
            type: 'object',
            required: ['port'],
            properties: { port: { type: 'integer' }, protocol: { ...TEXT, default: 'TCP' }, value: TEXT },
          },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        maybe: { ...TEXT, nullable: true },
      },
    },
    status: {
      type: 'object',
      properties: {
        phase: TEXT,
        conditions: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
          items: { type: 'object', required: ['type'], properties: { type: TEXT, status: TEXT } },
        },
      },
    },
  },
} as const satisfies JsonObject;

/** A CRD of kind `Thing` with status and scale. */
export function thingCrd(group: string): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: THING_SCHEMA },
          subresources: { status: {}, scale: { specReplicasPath: '.spec.count', statusReplicasPath: '.status.count' } },
        },
      ],
    },
  };
}
