import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import type { StorageChange } from '../../storage/object-storage.ts';

/** Where an object is, without the object: what is read is always the present state. */
export interface ObjectPlace extends ObjectKey {
  /** `plural.group`. */
  readonly resource: string;
  readonly uid: string;
}

/** Who refers to whom by owner references, kept up to date with each change. */
export interface OwnerIndex {
  apply(change: StorageChange): void;
  /** Everything with an owner reference of that uid, oldest entry first. */
  dependents(ownerUid: string): readonly ObjectPlace[];
  /** Whether an object with that uid is there. */
  exists(uid: string): boolean;
  /** Objects of a type in a namespace that no controller owns. */
  uncontrolled(resource: string, namespace: string | undefined): readonly ObjectPlace[];
}

function addTo(map: Map<string, Map<string, ObjectPlace>>, key: string, place: ObjectPlace): void {
  let places = map.get(key);
  if (places === undefined) {
    places = new Map();
    map.set(key, places);
  }
  places.set(place.uid, place);
}

function removeFrom(map: Map<string, Map<string, ObjectPlace>>, key: string, uid: string): void {
  const places = map.get(key);
  if (places === undefined) return;
  places.delete(uid);
  if (places.size === 0) map.delete(key);
}

function ownerUids(object: KubeObject): readonly string[] {
  return object.metadata.ownerReferences?.map((owner) => owner.uid) ?? [];
}

const scopeOf = (resource: string, namespace: string | undefined): string => `${resource} ${namespace ?? ''}`;

/** @param adoptable types for which `uncontrolled` is kept. */
export function createOwnerIndex(adoptable: readonly string[] = []): OwnerIndex {
  const byOwner = new Map<string, Map<string, ObjectPlace>>();
  const free = new Map<string, Map<string, ObjectPlace>>();
  const uids = new Set<string>();
  const adopted = new Set(adoptable);

  const forget = (resource: string, object: KubeObject): void => {
    const { uid, namespace } = object.metadata;
    uids.delete(uid);
    for (const owner of ownerUids(object)) removeFrom(byOwner, owner, uid);
    if (adopted.has(resource)) removeFrom(free, scopeOf(resource, namespace), uid);
  };
  const learn = (resource: string, object: KubeObject): void => {
    const { uid, name, namespace } = object.metadata;
    const place: ObjectPlace = { resource, name, uid, ...(namespace === undefined ? {} : { namespace }) };
    uids.add(uid);
    for (const owner of ownerUids(object)) addTo(byOwner, owner, place);
    if (adopted.has(resource) && controllerOf(object) === undefined) addTo(free, scopeOf(resource, namespace), place);
  };

  return {
    apply: ({ type, resource, object, previous }) => {
      const unmoved =
        previous !== undefined && type === 'MODIFIED' && previous.metadata.ownerReferences === object.metadata.ownerReferences;
      if (unmoved) return;
      if (previous !== undefined) forget(resource, previous);
      if (type === 'DELETED') forget(resource, object);
      else learn(resource, object);
    },
    dependents: (ownerUid) => [...(byOwner.get(ownerUid)?.values() ?? [])],
    exists: (uid) => uids.has(uid),
    uncontrolled: (resource, namespace) => [...(free.get(scopeOf(resource, namespace))?.values() ?? [])],
  };
}
