import type { Clock } from '../../../kernel/clock.ts';
import { microTimestamp, timestamp } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import { MASTERS_GROUP } from '../../requests/requester.ts';
import type { ObjectService, WriteOptions } from '../../objects/object-service.ts';
import type { ResourceRegistry } from '../../resources/resource-registry.ts';

/** What an event says. */
export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Who says it: in the older form by `source.component`, or in the newer form with an action and a reporting instance (scheduler). */
export interface EventSource {
  readonly component: string;
  /** Manager of the write. */
  readonly manager: string;
  readonly host?: string;
  readonly action?: string;
}

/** Writes Events as client-go's recorder does: repeats are counted, a flood of similar ones is combined. Never throws because of a refusal. */
export interface EventRecorder {
  record(about: KubeObject, source: EventSource, text: EventText, fieldPath?: string): void;
  /** No Event is removed after that. */
  stop(): void;
}

/** client-go, `EventCorrelator`: events that differ only in their message are combined from the 11th within 10 minutes on. */
const SIMILAR = 10;
const SPAN_MS = 10 * 60_000;
/** kube-apiserver, `--event-ttl`. */
const TTL_MS = 60 * 60_000;
const REMEMBERED = 4096;
const SWEEPER: WriteOptions = {
  requester: { name: 'system:apiserver', groups: [MASTERS_GROUP, 'system:authenticated'] },
  fieldManager: 'kube-apiserver',
};

interface Similar {
  readonly since: number;
  readonly messages: Set<string>;
}

interface Written {
  readonly namespace: string;
  readonly name: string;
}

/** A recorder that writes through the API's operations. Without a served type `events` it writes nothing. */
export function createEventRecorder(hands: {
  readonly registry: ResourceRegistry;
  readonly objects: ObjectService;
  readonly clock: Clock;
}): EventRecorder {
  const { registry, objects, clock } = hands;
  const written = new Map<string, Written>();
  const similar = new Map<string, Similar>();
  let tick = 0;

  const combined = (id: string, message: string): string => {
    const now = clock.now();
    let entry = similar.get(id);
    if (entry === undefined || now - entry.since > SPAN_MS) {
      entry = { since: now, messages: new Set() };
      similar.set(id, entry);
    }
    entry.messages.add(message);
    return entry.messages.size > SIMILAR ? `(combined from similar events): ${message}` : message;
  };
  const expiring: (Written & { readonly at: number })[] = [];
  let cancel: (() => void) | undefined;
  const expire = (): void => {
    const now = clock.now();
    const resource = registry.named('events');
    const fresh = expiring.findIndex(({ at }) => at > now);
    for (const { namespace, name } of expiring.splice(0, fresh < 0 ? expiring.length : fresh)) {
      try {
        if (resource !== undefined) objects.delete(resource, { namespace, name }, {}, SWEEPER);
      } catch (error) {
        if (!isFailure(error)) throw error;
      }
    }
    const [next] = expiring;
    cancel = next === undefined ? undefined : clock.after(Math.max(1000, next.at - now), expire);
  };
  const bound = (map: Map<string, unknown>): void => {
    for (const key of map.keys()) {
      if (map.size <= REMEMBERED) return;
      map.delete(key);
    }
  };

  return {
    record: (about, source, text, fieldPath) => {
      const resource = registry.named('events');
      if (resource === undefined) return;
      const { uid, name, namespace: own, resourceVersion } = about.metadata;
      const namespace = own ?? 'default';
      const now = clock.now();
      const similarId = [uid, source.component, text.type, text.reason, fieldPath].join(' ');
      const message = combined(similarId, text.message);
      const combinedNow = message !== text.message;
      const id = combinedNow ? similarId : `${similarId} ${message}`;
      const options = {
        requester: { name: `system:${source.manager}`, groups: [MASTERS_GROUP, 'system:authenticated'] },
        fieldManager: source.manager,
      };
      try {
        const earlier = written.get(id);
        if (earlier !== undefined) {
          const stored = objects.get(resource, earlier);
          const repeated =
            source.action === undefined
              ? { count: Number(stored['count'] ?? 1) + 1, lastTimestamp: timestamp(now), message }
              : { series: { count: seriesCount(stored) + 1, lastObservedTime: microTimestamp(now) } };
          objects.update(resource, earlier, { ...stored, ...repeated }, options);
          return;
        }
      } catch (error) {
        if (!isFailure(error)) throw error;
      }
      tick = (tick + 1) % 1_000_000;
      const event: Written = { namespace, name: `${name}.${(BigInt(now) * 1_000_000n + BigInt(tick)).toString(16)}` };
      const body = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { ...event },
        involvedObject: {
          apiVersion: about.apiVersion,
          kind: about.kind,
          name,
          ...(own === undefined ? {} : { namespace: own }),
          uid,
          resourceVersion,
          ...(fieldPath === undefined ? {} : { fieldPath }),
        },
        ...text,
        message,
        reportingComponent: source.component,
        ...(source.action === undefined
          ? {
              source: { component: source.component, ...(source.host === undefined ? {} : { host: source.host }) },
              reportingInstance: source.host ?? '',
              firstTimestamp: timestamp(now),
              lastTimestamp: timestamp(now),
              count: 1,
            }
          : { action: source.action, eventTime: microTimestamp(now), reportingInstance: `${source.component}-sandbox`, source: {} }),
      };
      try {
        objects.create(resource, namespace, body, options);
      } catch (error) {
        if (isFailure(error)) return;
        throw error;
      }
      written.set(id, event);
      bound(written);
      bound(similar);
      expiring.push({ ...event, at: now + TTL_MS });
      cancel ??= clock.after(TTL_MS, expire);
    },
    stop: () => cancel?.(),
  };
}

function seriesCount(event: KubeObject): number {
  const series = event['series'] as { readonly count?: number } | undefined;
  return series?.count ?? 1;
}
