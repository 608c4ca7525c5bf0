import { EVENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { readBelongings } from '../describe-object/surroundings.ts';
import { isAbout } from '../events/event-scope.ts';
import type { EventOwner } from '../events/read-events.ts';
import { seenEvent } from '../events/seen-event.ts';
import { treeTypes } from '../tree/tree-types.ts';
import { conditionMoments } from './condition-moments.ts';
import { eventMoments } from './event-moments.ts';
import { mergeMoments, type MomentFilter } from './merge-moments.ts';
import type { Moment } from './moment.ts';
import { momentObject } from './moment-object.ts';
import { specMoments } from './spec-moments.ts';
import { traceMoments } from './trace-moments.ts';

/** Where moments are collected from. */
export interface MomentSources {
  readonly reader: ClusterReader;
  readonly knowledgeOf: KnowledgeOf;
  /** With `managedFields`. */
  readonly owners: readonly EventOwner[];
  /** Also of all that belongs to them. */
  readonly recursive: boolean;
  /** A trace and where it came from. */
  readonly trace: { readonly path: string; readonly text: string } | undefined;
  readonly filter: MomentFilter;
  /** Uids of what belonged to the objects before, whose events are wanted too. */
  readonly before: ReadonlySet<string>;
}

/** What was collected. */
export interface Collected {
  readonly moments: readonly Moment[];
  /** Of the objects and of what belongs to them, now or before. */
  readonly uids: ReadonlySet<string>;
  readonly eventNamespaces: readonly string[];
}

/** Events about cluster-scoped objects are kept here (client-go, `EventRecorder`). */
const EVENTS_OF_CLUSTER_OBJECTS = 'default';

interface Found {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

/** Collects what happened to objects. What may not be read is left out; the reader says what that was. */
export async function collectMoments(sources: MomentSources): Promise<Collected> {
  const { reader, knowledgeOf, owners, recursive, trace, filter, before } = sources;
  const below = recursive
    ? await Promise.all(
        owners.map(async ({ kind, object }) => readBelongings(reader, kind, withoutManagedFields(object), treeTypes(kind, knowledgeOf))),
      )
    : [];
  const owned: readonly Found[] = below.flatMap((belongings) => belongings.owned);
  const roots = owners.map(({ kind, object }): Found => ({ type: kind, object }));
  const all = [...roots, ...owned.filter(({ object }) => !roots.some((root) => root.object.metadata.uid === object.metadata.uid))];
  const uids = new Set([...before, ...all.map(({ object }) => object.metadata.uid)]);
  const eventNamespaces = [
    ...new Set([
      ...owners.map(({ object }) => object.metadata.namespace ?? EVENTS_OF_CLUSTER_OBJECTS),
      ...below.flatMap(({ namespaces }) => namespaces),
    ]),
  ];
  const lists = filter.types.includes('event')
    ? await Promise.all(eventNamespaces.map(async (namespace) => reader.list(EVENT, { namespace })))
    : [];
  const events = lists
    .flatMap((listed) => (listed.state === 'read' ? listed.objects : []))
    .filter((event) => {
      const { object } = seenEvent(event);
      return (object.uid !== undefined && uids.has(object.uid)) || owners.some((owner) => isAbout(object, owner.kind, owner.object));
    });
  const moments: readonly Moment[] = [
    ...eventMoments(events),
    ...all.flatMap(({ object }) => [...conditionMoments(object), ...specMoments(object)]),
    ...(trace === undefined
      ? []
      : traceMoments(
          trace.text,
          trace.path,
          all.map(({ type, object }) => ({ type, object: momentObject(object) })),
        )),
  ];
  return { moments: mergeMoments(moments, filter), uids, eventNamespaces };
}
