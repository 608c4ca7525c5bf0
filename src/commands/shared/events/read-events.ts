import { EVENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { readSurroundings } from '../describe-object/surroundings.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { isAbout, isAboutKind } from './event-scope.ts';
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

/** The Events of namespaces (undefined: all). Throws the error to show where they may not be listed. */
export async function listEvents(reader: ClusterReader, namespaces: readonly string[] | undefined): Promise<readonly KubeObject[]> {
  const scopes: readonly (string | undefined)[] = namespaces ?? [undefined];
  const lists = await Promise.all(scopes.map((namespace) => reader.list(EVENT, { namespace })));
  return lists.flatMap((listed) => {
    if (listed.state === 'read') return listed.objects;
    if (listed.state === 'unknown') throw listed.error;
    return [];
  });
}

/** Events about any object of the kinds. */
export async function eventsOfKinds(
  reader: ClusterReader,
  kinds: readonly KindIdentity[],
  namespace: string | undefined,
): Promise<readonly KubeObject[]> {
  const events = await listEvents(reader, eventNamespaces(kinds, namespace));
  return events.filter((event) => isAboutKind(seenEvent(event).object, kinds));
}

/** Events about the objects; with `recursive` also about everything that belongs to them. */
export async function eventsOfObjects(
  reader: ClusterReader,
  owners: readonly EventOwner[],
  recursive: KnowledgeOf | undefined,
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
  const events = await listEvents(reader, [...namespaces]);
  const isWanted = (event: KubeObject): boolean => {
    const { object } = seenEvent(event);
    return (object.uid !== undefined && uids.has(object.uid)) || owners.some((owner) => isAbout(object, owner.kind, owner.object));
  };
  return { events: events.filter(isWanted), uids };
}
