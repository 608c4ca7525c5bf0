import { EVENT, NAMESPACE } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import { seenEvents, type SeenEvent } from '../events/seen-event.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { ListOnce } from '../snapshot/snapshot-caches.ts';
import type { ClusterReader, Listed } from './cluster-reader.ts';
import { USUAL_CHILDREN, withDerived } from './known-types.ts';
import { ownedObjects, type OwnedObject, type Pool } from './owned-objects.ts';

/** An object with all that belongs to it. */
export interface Surroundings {
  readonly kind: KindIdentity;
  readonly primary: KubeObject;
  /** What belongs to it, in the order of the types looked through. */
  readonly owned: readonly OwnedObject[];
  /** Of the object and of what belongs to it, newest last. */
  readonly events: readonly SeenEvent[];
  /** The lists that this was made from. */
  readonly lists: readonly ListOnce[];
}

/** Events about cluster-scoped objects are kept here (client-go, `EventRecorder`). */
const EVENTS_OF_CLUSTER_OBJECTS = 'default';

/** The namespaces in which an object's children live: its own, or those that it has made. */
async function namespacesOf(reader: ClusterReader, kind: ResourceType, primary: KubeObject): Promise<readonly string[]> {
  if (primary.metadata.namespace !== undefined) return [primary.metadata.namespace];
  const listed = await reader.list(NAMESPACE);
  if (listed.state !== 'read') return [];
  return listed.objects.filter((candidate) => isOurs(kind, primary, candidate)).map(({ metadata }) => metadata.name);
}

/** The types in which children are looked for: those that the reconciler declares, else what operators usually create. */
export function childTypesOf(kind: KindIdentity, declared: readonly ResourceType[] | undefined): readonly ResourceType[] {
  const types = withDerived(declared ?? USUAL_CHILDREN).filter((type) => resourceNameOf(type) !== resourceNameOf(kind));
  return kind.scope === 'Cluster' && !types.some(({ kind: name }) => name === NAMESPACE.kind) ? [NAMESPACE, ...types] : types;
}

function poolsOf(lists: Surroundings['lists']): readonly Pool[] {
  return lists.flatMap(({ type, listed }) => (listed.state === 'read' ? [{ type, objects: listed.objects }] : []));
}

/** What belongs to an object, without its events. */
export type Belongings = Pick<Surroundings, 'owned' | 'lists'> & {
  /** The namespaces in which its children live. */
  readonly namespaces: readonly string[];
};

/** Reads what belongs to an object, all lists at once. `declared`: the types of children that its reconciler names. */
export async function readBelongings(
  reader: ClusterReader,
  kind: KindIdentity,
  primary: KubeObject,
  declared: readonly ResourceType[] | undefined,
): Promise<Belongings> {
  const namespaces = await namespacesOf(reader, kind, primary);
  const wanted = childTypesOf(kind, declared).flatMap((type): readonly { type: ResourceType; namespace: string | undefined }[] =>
    type.scope === 'Cluster' ? [{ type, namespace: undefined }] : namespaces.map((namespace) => ({ type, namespace })),
  );
  const lists = await Promise.all(
    wanted.map(async (one) => ({ ...one, listed: await reader.list(one.type, { namespace: one.namespace }) })),
  );
  return { namespaces, lists, owned: ownedObjects(kind, primary, poolsOf(lists)) };
}

/** As {@link readBelongings}, with the events of all of it. */
export async function readSurroundings(
  reader: ClusterReader,
  kind: KindIdentity,
  primary: KubeObject,
  declared: readonly ResourceType[] | undefined,
): Promise<Surroundings> {
  const eventsIn = async (namespaces: readonly string[]): Promise<readonly Listed[]> =>
    Promise.all(namespaces.map(async (namespace) => reader.list(EVENT, { namespace })));
  const home = primary.metadata.namespace;
  // The events of a namespaced object all lie where it lies: they need not wait for the other lists.
  const early = home === undefined ? undefined : eventsIn([home]);
  const [{ namespaces, ...belongings }, listed] = await Promise.all([readBelongings(reader, kind, primary, declared), early]);
  const eventLists = listed ?? (await eventsIn([...new Set([...namespaces, EVENTS_OF_CLUSTER_OBJECTS])]));
  const uids = new Set([primary.metadata.uid, ...belongings.owned.map(({ object }) => object.metadata.uid)]);
  const events = seenEvents(eventLists.flatMap((list) => (list.state === 'read' ? list.objects : [])));
  return { kind, primary, ...belongings, events: events.filter(({ object }) => object.uid !== undefined && uids.has(object.uid)) };
}
