import { apiVersionOf } from '../../kernel/resource-type.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { applyToLive } from '../field-ownership/apply-to-live.ts';
import { difference, EMPTY_SET, type FieldSet, intersection, isEmptySet, pathSet, union } from '../field-ownership/field-set.ts';
import { decodeFieldsV1, encodeFieldsV1 } from '../field-ownership/fields-v1.ts';
import type { ManagedFieldsEntry } from '../field-ownership/managed-fields.ts';
import { ownAfterUpdate } from '../field-ownership/own-after-update.ts';
import { fieldElement } from '../field-ownership/path-element.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { type Meta, metaOf } from './meta.ts';
import type { WriteOptions } from './object-service.ts';
import { SCALE_API_VERSION, scaleOf, scalePaths } from './scale.ts';

type Entries = readonly ManagedFieldsEntry[];

const COUNT: SchemaNode = { type: 'integer' };
const SCHEMA: SchemaNode = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    spec: { type: 'object', properties: { replicas: COUNT } },
    status: { type: 'object', properties: { replicas: COUNT, selector: { type: 'string' } } },
  },
};
const REPLICAS = encodeFieldsV1(pathSet(['spec', 'replicas'].map(fieldElement)));
const NOTHING = { paths: EMPTY_SET } as const;

function setOf({ fieldsV1 }: ManagedFieldsEntry): FieldSet {
  return decodeFieldsV1(fieldsV1) ?? EMPTY_SET;
}

/** The path of the replicas in the object. */
function pathOf(resource: ServedResource): FieldSet {
  const { specReplicasPath } = scalePaths(resource);
  return pathSet(
    specReplicasPath
      .split('.')
      .filter((part) => part !== '')
      .map(fieldElement),
  );
}

function identity({ manager, operation, subresource = '' }: ManagedFieldsEntry): string {
  return JSON.stringify([manager, operation, subresource]);
}

/** The Scale of an object with those managed fields that are about its replicas, as if they were its own. */
function ownedScale(resource: ServedResource, object: KubeObject): KubeObject {
  const path = pathOf(resource);
  const owners = ((object.metadata as Meta).managedFields ?? []).filter((entry) => !isEmptySet(intersection(setOf(entry), path)));
  const managedFields = owners.map((entry) => ({ ...entry, apiVersion: SCALE_API_VERSION, fieldsV1: REPLICAS }));
  const scale = scaleOf(resource, object);
  return { ...scale, metadata: metaOf(scale.metadata, { managedFields }) as Meta & KubeObject['metadata'] };
}

/** The managed fields of the object after those of its Scale have become `scale`. Managers that are new to it belong to the subresource. */
function intoObject(resource: ServedResource, object: KubeObject, scale: Entries): Entries {
  const path = pathOf(resource);
  const owners = new Map(scale.map((entry) => [identity(entry), entry]));
  const result: ManagedFieldsEntry[] = [];
  for (const entry of (object.metadata as Meta).managedFields ?? []) {
    const others = difference(setOf(entry), path);
    const set = owners.delete(identity(entry)) ? union(others, path) : others;
    if (!isEmptySet(set)) result.push({ ...entry, fieldsV1: encodeFieldsV1(set) });
  }
  const fresh = [...owners.values()].map(({ manager, operation }): ManagedFieldsEntry => ({
    manager,
    operation,
    apiVersion: apiVersionOf(resource),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFieldsV1(path),
    subresource: 'scale',
  }));
  // As the server sorts them: applies first, then by the manager. New ones have no time, and come before those that have.
  return [...fresh, ...result].toSorted((left, right) => left.operation.localeCompare(right.operation));
}

/** `managedFields` of the object after an update of its Scale. Zero replicas are none, and belong to nobody. */
export function ownAfterScaling(
  resource: ServedResource,
  previous: KubeObject,
  replicas: number,
  now: number,
  options: WriteOptions,
): Entries {
  const scale = ownedScale(resource, previous);
  const entries = ownAfterUpdate({
    previous: scale,
    next: { ...scale, spec: replicas === 0 ? {} : { replicas } },
    manager: options.fieldManager,
    subresource: 'scale',
    now,
    schema: SCHEMA,
    ignore: NOTHING,
  });
  return intoObject(resource, previous, entries);
}

/** What an apply of a Scale makes of the object's replicas and managed fields. Throws 409 where others own the replicas. */
export function applyToScale(
  resource: ServedResource,
  previous: KubeObject,
  applied: Readonly<Record<string, unknown>>,
  force: boolean,
  now: number,
  { fieldManager }: WriteOptions,
): { readonly replicas: number; readonly managedFields: Entries } {
  const { object } = applyToLive({
    live: ownedScale(resource, previous),
    applied,
    manager: fieldManager,
    force,
    schema: SCHEMA,
    subresource: 'scale',
    now,
    ignore: NOTHING,
  });
  const { replicas = 0 } = (object['spec'] ?? {}) as { readonly replicas?: number };
  return { replicas, managedFields: intoObject(resource, previous, metaOf(object['metadata']).managedFields ?? []) };
}

/** Whether anybody owns the replicas of an object. */
export function hasScaleOwner(resource: ServedResource, object: KubeObject): boolean {
  return (ownedScale(resource, object).metadata as Meta).managedFields !== undefined;
}
