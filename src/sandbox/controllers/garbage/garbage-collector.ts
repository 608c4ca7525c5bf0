import type { KubeObject, OwnerReference } from '../../../kernel/kube-object.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { ObjectPlace } from '../framework/owner-index.ts';
import { isTerminating } from '../framework/pod-facts.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

const idOf = ({ resource, namespace = '', name }: Omit<ObjectPlace, 'uid'>): string => `${resource} ${namespace} ${name}`;

function placeOf(id: string): { readonly resource: string; readonly namespace?: string; readonly name: string } {
  const [resource = '', namespace = '', name = ''] = id.split(' ');
  return { resource, name, ...(namespace === '' ? {} : { namespace }) };
}

interface Judged {
  readonly owner: OwnerReference;
  /** `waits`: it is being deleted in the foreground. */
  readonly fate: 'solid' | 'gone' | 'waits' | 'unknown';
}

/** Deletes what has lost all its owners; carries out foreground and orphan deletion. */
export function garbageCollector(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'garbage-collector-controller' });

  const typeOf = (owner: OwnerReference): ServedResource | undefined => {
    const slash = owner.apiVersion.indexOf('/');
    return hands.registry.findKind(slash < 0 ? '' : owner.apiVersion.slice(0, slash), owner.kind);
  };
  const judge = (object: KubeObject, owner: OwnerReference): Judged => {
    const type = typeOf(owner);
    // A type that is not served cannot be looked up: its dependents stay.
    if (type === undefined) return { owner, fate: 'unknown' };
    const { namespace } = object.metadata;
    if (type.scope === 'Namespaced' && namespace === undefined) return { owner, fate: 'unknown' };
    const live = hands.read(
      `${type.plural}${type.group === '' ? '' : `.${type.group}`}`,
      type.scope === 'Namespaced' ? namespace : undefined,
      owner.name,
    );
    if (live === undefined || live.metadata.uid !== owner.uid) return { owner, fate: 'gone' };
    const waits = isTerminating(live) && live.metadata.finalizers?.includes(FOREGROUND) === true;
    return { owner, fate: waits ? 'waits' : 'solid' };
  };
  const objectAt = ({ resource, namespace, name }: Omit<ObjectPlace, 'uid'>): KubeObject | undefined =>
    hands.read(resource, namespace, name);
  const dependentsOf = (object: KubeObject): readonly (readonly [ObjectPlace, KubeObject])[] => {
    return hands.owners.dependents(object.metadata.uid).flatMap((place) => {
      const dependent = objectAt(place);
      return dependent?.metadata.uid === place.uid ? [[place, dependent] as const] : [];
    });
  };
  const withoutFinalizer = (resource: string, object: KubeObject, finalizer: string): void => {
    const finalizers = (object.metadata.finalizers ?? []).filter((entry) => entry !== finalizer);
    writer.update(resource, { ...object, metadata: { ...object.metadata, finalizers } });
  };
  const withOwners = (resource: string, object: KubeObject, ownerReferences: readonly OwnerReference[]): void => {
    writer.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } });
  };

  const orphan = (resource: string, object: KubeObject): void => {
    for (const [place, dependent] of dependentsOf(object)) {
      const left = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== object.metadata.uid);
      withOwners(place.resource, dependent, left);
    }
    withoutFinalizer(resource, hands.read(resource, object.metadata.namespace, object.metadata.name) ?? object, ORPHAN);
  };
  /** Dependents are asked to go; the owner goes when those that block it are gone. */
  const foreground = (resource: string, object: KubeObject, enqueue: (key: string) => void): void => {
    const blocks = (dependent: KubeObject): boolean => {
      return (
        dependent.metadata.ownerReferences?.some(
          ({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion === true,
        ) === true
      );
    };
    const dependents = dependentsOf(object);
    for (const [place] of dependents) enqueue(idOf(place));
    if (!dependents.some(([, dependent]) => blocks(dependent))) withoutFinalizer(resource, object, FOREGROUND);
  };
  const attempt = (resource: string, object: KubeObject): void => {
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0 || isTerminating(object)) return;
    const judged = owners.map((owner) => judge(object, owner));
    if (judged.some(({ fate }) => fate === 'unknown')) {
      const solid = judged.some(({ fate }) => fate === 'solid');
      if (!solid) return;
    }
    const kept = judged.filter(({ fate }) => fate === 'solid' || fate === 'unknown').map(({ owner }) => owner);
    if (kept.length > 0) {
      if (kept.length < owners.length) withOwners(resource, object, kept);
      return;
    }
    const hasDependents = hands.owners.dependents(object.metadata.uid).length > 0;
    const waits = judged.some(({ fate }) => fate === 'waits');
    const { finalizers = [] } = object.metadata;
    // What an owner waits for in the foreground takes its own dependents along first.
    const propagation =
      waits && hasDependents
        ? 'Foreground'
        : finalizers.includes(ORPHAN)
          ? 'Orphan'
          : finalizers.includes(FOREGROUND)
            ? 'Foreground'
            : 'Background';
    writer.delete(resource, object, { propagation });
  };
  const outside = (object: KubeObject): readonly OwnerReference[] => {
    const { namespace } = object.metadata;
    return (object.metadata.ownerReferences ?? []).filter((owner) => namespace === undefined && typeOf(owner)?.scope === 'Namespaced');
  };

  return {
    name: 'garbage-collector',
    watches: undefined,
    observe: ({ type, resource, object, previous }, enqueue) => {
      const { namespace, name, ownerReferences, finalizers } = object.metadata;
      const place = { resource, name, ...(namespace === undefined ? {} : { namespace }) };
      if (type === 'DELETED') {
        for (const dependent of hands.owners.dependents(object.metadata.uid)) enqueue(idOf(dependent));
        for (const owner of ownerReferences ?? []) wakeOwner(owner, namespace, enqueue);
        return;
      }
      const owned = ownerReferences !== undefined && ownerReferences.length > 0;
      const moved = previous === undefined || previous.metadata.ownerReferences !== ownerReferences;
      const going = isTerminating(object) && (finalizers?.includes(FOREGROUND) === true || finalizers?.includes(ORPHAN) === true);
      if ((owned && moved) || going) enqueue(idOf(place));
      if (previous !== undefined && moved)
        for (const owner of previous.metadata.ownerReferences ?? []) wakeOwner(owner, namespace, enqueue);
    },
    work: (id, enqueue) => {
      const place = placeOf(id);
      const object = objectAt(place);
      if (object === undefined) return undefined;
      const { finalizers = [] } = object.metadata;
      if (isTerminating(object) && finalizers.includes(ORPHAN)) orphan(place.resource, object);
      else if (isTerminating(object) && finalizers.includes(FOREGROUND)) foreground(place.resource, object, enqueue);
      else attempt(place.resource, object);
      for (const owner of outside(object)) {
        const message = `ownerRef [${owner.apiVersion}/${owner.kind}, namespace: , name: ${owner.name}, uid: ${owner.uid}] does not exist in namespace ""`;
        writer.event(object, { type: 'Warning', reason: 'OwnerRefInvalidNamespace', message });
      }
      return undefined;
    },
  };

  function wakeOwner(owner: OwnerReference, namespace: string | undefined, enqueue: (key: string) => void): void {
    const type = typeOf(owner);
    if (type === undefined) return;
    const resource = `${type.plural}${type.group === '' ? '' : `.${type.group}`}`;
    const at = type.scope === 'Namespaced' && namespace !== undefined ? { namespace } : {};
    const live = hands.read(resource, type.scope === 'Namespaced' ? namespace : undefined, owner.name);
    if (live !== undefined && isTerminating(live) && live.metadata.finalizers?.includes(FOREGROUND) === true)
      enqueue(idOf({ resource, name: owner.name, ...at }));
  }
}
