import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';

/** An object that exists because another one does. */
export interface OwnedObject {
  readonly type: ResourceType;
  readonly object: KubeObject;
  /** The uid of the object it belongs to directly: the primary or another owned object. */
  readonly parentUid: string;
  /** `controlled`: by controller reference. `retained`: it outlives its owner. `derived`: a claim made from a StatefulSet's template. */
  readonly ownership: 'controlled' | 'retained' | 'derived';
}

/** Objects of one type that were read. */
export interface Pool {
  readonly type: ResourceType;
  readonly objects: readonly KubeObject[];
}

function templateNames(statefulSet: KubeObject): readonly string[] {
  const spec = statefulSet['spec'] as { readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[] };
  return (spec.volumeClaimTemplates ?? []).flatMap(({ metadata }) => (metadata?.name === undefined ? [] : [metadata.name]));
}

/** Claims of a StatefulSet have no owner reference by default; their names are `<template>-<set>-<ordinal>`. */
function isClaimOf(statefulSet: KubeObject, claim: KubeObject): boolean {
  const { name, namespace } = statefulSet.metadata;
  if (claim.metadata.namespace !== namespace) return false;
  return templateNames(statefulSet).some((template) => {
    const prefix = `${template}-${name}-`;
    return claim.metadata.name.startsWith(prefix) && /^\d+$/.test(claim.metadata.name.slice(prefix.length));
  });
}

/** Everything in the pools that belongs to the primary, directly or through other objects, parents before their children. */
export function ownedObjects(primaryType: ResourceType, primary: KubeObject, pools: readonly Pool[]): readonly OwnedObject[] {
  const all = pools.flatMap(({ type, objects }) => objects.map((object) => ({ type, object })));
  const byOwner = Map.groupBy(all, ({ object }) => controllerOf(object)?.uid);
  const statefulSets: KubeObject[] = [];
  const found = new Map<string, OwnedObject>();
  const take = (owned: OwnedObject): void => {
    const { uid } = owned.object.metadata;
    if (found.has(uid) || uid === primary.metadata.uid) return;
    found.set(uid, owned);
    if (owned.type.kind === 'StatefulSet') statefulSets.push(owned.object);
    for (const child of byOwner.get(uid) ?? []) take({ ...child, parentUid: uid, ownership: 'controlled' });
  };
  const parentUid = primary.metadata.uid;
  for (const child of byOwner.get(parentUid) ?? []) take({ ...child, parentUid, ownership: 'controlled' });
  for (const candidate of byOwner.get(undefined) ?? []) {
    if (isOurs(primaryType, primary, candidate.object)) take({ ...candidate, parentUid, ownership: 'retained' });
  }
  for (const set of statefulSets) {
    for (const candidate of all) {
      if (candidate.type.kind !== 'PersistentVolumeClaim' || !isClaimOf(set, candidate.object)) continue;
      take({ ...candidate, parentUid: set.metadata.uid, ownership: 'derived' });
    }
  }
  return [...found.values()];
}
