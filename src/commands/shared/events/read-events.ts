import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { readSurroundings } from '../describe-object/surroundings.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { isAbout, isAboutKind } from './event-scope.ts';
import { listEvents } from './list-events.ts';
import type { EventList } from './list-events.ts';
import { seenEvent } from './seen-event.ts';

/** An object whose events are wanted. */
export interface EventOwner {
  readonly kind: KindIdentity;
  readonly object: KubeObject;
}

/** Events about cluster-scoped objects are kept here (client-go, `EventRecorder`). */
const EVENTS_OF_CLUSTER_OBJECTS = 'default';

/** The namespaces in which events of the kinds may lie; undefined: all. */
export function eventNamespaces(kinds: readonly KindIdentity[], namespace: string | undefined): readonly string[] | undefined {
  if (namespace === undefined) return undefined;
  const own = kinds.some(({ scope }) => scope === 'Namespaced') ? [namespace] : [];
  const cluster = kinds.some(({ scope }) => scope === 'Cluster') ? [EVENTS_OF_CLUSTER_OBJECTS] : [];
  return [...new Set([...own, ...cluster])];
}

/**
 * Where events of the kinds are looked for: as {@link eventNamespaces}, but without the namespace of cluster-scoped objects' events where the
 * cluster serves none of those kinds. Asked only of who may not read that namespace, since discovery costs requests.
 */
async function withoutUnserved(
  session: Session,
  kinds: readonly KindIdentity[],
  list: EventList,
  own: string | undefined,
): Promise<EventList> {
  if (own === undefined || list.leftOut.length === 0) return list;
  const cluster = kinds.filter(({ scope }) => scope === 'Cluster');
  const served = await Promise.all(cluster.map((kind) => session.discovery.serves(kind)));
  return served.some(Boolean) || !list.namespaces.includes(own) ? list : { ...list, leftOut: [] };
}

/** All events among which those about objects of the kinds lie, as far as they may be read. */
export async function eventsAround(
  session: Session,
  reader: ClusterReader,
  kinds: readonly KindIdentity[],
  namespace: string | undefined,
): Promise<EventList> {
  const list = await listEvents(reader, eventNamespaces(kinds, namespace), session.namespace);
  return withoutUnserved(session, kinds, list, namespace);
}

/** Events about any object of the kinds. */
export async function eventsOfKinds(
  session: Session,
  reader: ClusterReader,
  kinds: readonly KindIdentity[],
  namespace: string | undefined,
): Promise<EventList> {
  const list = await eventsAround(session, reader, kinds, namespace);
  return { ...list, events: list.events.filter((event) => isAboutKind(seenEvent(event).object, kinds)) };
}

/** Events about the objects; with `recursive` also about everything that belongs to them. */
export async function eventsOfObjects(
  reader: ClusterReader,
  owners: readonly EventOwner[],
  recursive: KnowledgeOf | undefined,
  home: string,
): Promise<{ readonly events: readonly KubeObject[]; readonly uids: ReadonlySet<string> }> {
  const uids = new Set(owners.map(({ object }) => object.metadata.uid));
  const namespaces = new Set(owners.map(({ object }) => object.metadata.namespace ?? EVENTS_OF_CLUSTER_OBJECTS));
  if (recursive !== undefined) {
    const all = await Promise.all(
      owners.map(({ kind, object }) =>
        readSurroundings(
          reader,
          kind,
          object,
          recursive(kind).reconciler?.children.map(({ type }) => type),
        ),
      ),
    );
    for (const { object } of all.flatMap(({ owned }) => owned)) {
      uids.add(object.metadata.uid);
      if (object.metadata.namespace !== undefined) namespaces.add(object.metadata.namespace);
    }
  }
  const { events } = await listEvents(reader, [...namespaces], home);
  const isWanted = (event: KubeObject): boolean => {
    const { object } = seenEvent(event);
    return (object.uid !== undefined && uids.has(object.uid)) || owners.some((owner) => isAbout(object, owner.kind, owner.object));
  };
  return { events: events.filter(isWanted), uids };
}
