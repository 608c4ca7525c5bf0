import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import { isClaimOf } from '../owned/is-claim-of.ts';
import { ownedBy } from '../owned/owned-by.ts';

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

/** In the order of a tree: each object is followed by what belongs to it. */
function depthFirst(found: readonly OwnedObject[], parentUid: string): readonly OwnedObject[] {
  return found.filter((one) => one.parentUid === parentUid).flatMap((one) => [one, ...depthFirst(found, one.object.metadata.uid)]);
}

/** Everything in the pools that belongs to the primary, directly or through other objects, parents before their children. */
export function ownedObjects(primaryType: ResourceType, primary: KubeObject, pools: readonly Pool[]): readonly OwnedObject[] {
  const all = pools.flatMap(({ type, objects }) => objects.map((object) => ({ type, object, metadata: object.metadata })));
  const { uid } = primary.metadata;
  const retained = all
    .filter(({ object }) => controllerOf(object) === undefined && isOurs(primaryType, primary, object))
    .map(({ type, object }): OwnedObject => ({ type, object, parentUid: uid, ownership: 'retained' }));
  const roots = [uid, ...retained.map(({ object }) => object.metadata.uid)];
  const controlled = ownedBy(roots, all, 'controller').map(({ one: { type, object }, parentUid }): OwnedObject => ({
    type,
    object,
    parentUid,
    ownership: 'controlled',
  }));
  const found = depthFirst([...controlled, ...retained], uid);
  const uids = new Set([uid, ...found.map(({ object }) => object.metadata.uid)]);
  const claims = all.filter(({ type, metadata }) => type.kind === 'PersistentVolumeClaim' && !uids.has(metadata.uid));
  const sets = found.filter(({ type }) => type.kind === 'StatefulSet').map(({ object }) => object);
  const derived = claims.flatMap(({ type, object }): OwnedObject[] => {
    const set = sets.find((candidate) => isClaimOf(object, candidate, templateNames(candidate)));
    return set === undefined ? [] : [{ type, object, parentUid: set.metadata.uid, ownership: 'derived' }];
  });
  return [...found, ...derived];
}
