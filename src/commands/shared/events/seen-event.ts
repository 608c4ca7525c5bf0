import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

/** The object that an event is about (`involvedObject`). */
export interface EventSubject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** A core/v1 Event with its ways of counting made one: `count`, `series`, and repeated Events about the same thing. */
export interface SeenEvent {
  readonly object: EventSubject;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: string;
  readonly count: number;
  /** RFC 3339. */
  readonly first: string;
  readonly last: string;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function subjectOf(event: KubeObject): EventSubject {
  const about = isJsonObject(event['involvedObject']) ? event['involvedObject'] : {};
  const apiVersion = text(about['apiVersion']);
  const namespace = text(about['namespace']);
  const uid = text(about['uid']);
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    kind: text(about['kind']) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    name: text(about['name']) ?? '',
    ...(uid === undefined ? {} : { uid }),
  };
}

/** One Event. Times come from whichever fields its writer uses: old ones `firstTimestamp` and `lastTimestamp`, new ones `eventTime` and `series`. */
export function seenEvent(event: KubeObject): SeenEvent {
  const series = isJsonObject(event['series']) ? event['series'] : {};
  const source = isJsonObject(event['source']) ? event['source'] : {};
  const created = event.metadata.creationTimestamp;
  const began = text(event['firstTimestamp']) ?? text(event['eventTime']) ?? created;
  const count = [series['count'], event['count']].find((value) => typeof value === 'number');
  return {
    object: subjectOf(event),
    type: text(event['type']) ?? 'Normal',
    reason: text(event['reason']) ?? '',
    message: (text(event['message']) ?? '').trimEnd(),
    source: text(source['component']) ?? text(event['reportingComponent']) ?? '',
    count: count ?? 1,
    first: began,
    last: text(series['lastObservedTime']) ?? text(event['lastTimestamp']) ?? text(event['eventTime']) ?? began,
  };
}

function sameThing({ object, type, reason, message, source }: SeenEvent): string {
  return JSON.stringify([object.uid ?? [object.kind, object.namespace, object.name], type, reason, message, source]);
}

/** Events of one object that say the same are one, with their counts added. */
function merged(notes: readonly SeenEvent[]): readonly SeenEvent[] {
  return [...Map.groupBy(notes, sameThing).values()].flatMap((same) => {
    const [one] = same;
    if (one === undefined) return [];
    const times = same.flatMap(({ first, last }) => [first, last]).toSorted((a, b) => Date.parse(a) - Date.parse(b));
    return [
      { ...one, count: same.reduce((sum, { count }) => sum + count, 0), first: times.at(0) ?? one.first, last: times.at(-1) ?? one.last },
    ];
  });
}

/** Events as seen: what repeats is joined, newest last. */
export function seenEvents(events: readonly KubeObject[]): readonly SeenEvent[] {
  return merged(events.map(seenEvent)).toSorted((a, b) => Date.parse(a.last) - Date.parse(b.last));
}
