import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { EVENT } from '../../kernel/builtin-types.ts';
import { timestamp, type Clock } from '../../kernel/clock.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { KubeObject, Manifest, ObjectKey } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { apiVersionOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { EventNote } from './contract.ts';

/** Posts core/v1 Events about primaries, in the background. */
export interface EventRecorder {
  record(type: ResourceType, about: KubeObject, notes: readonly EventNote[]): void;
  /** Resolves when everything recorded so far is posted or given up. */
  flush(): Promise<void>;
}

export interface EventRecorderOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly log: Log;
  /** The event's source and reporting component: the field manager, `maia-operator`. */
  readonly component: string;
  readonly signal: AbortSignal;
}

interface Series {
  readonly key: ObjectKey;
  readonly count: number;
  readonly lastSeen: number;
  /** The count the server knows. */
  readonly told: number;
}

/** The same note within this time is one series (client-go `tools/events`): counted, and told at 2, 4, 8, … times. */
const SERIES_MS = 6 * 60_000;
const MAX_SERIES = 4_096;
/** The API server's limit for a message is 1 kB (`validateEvent`). */
const MAX_MESSAGE = 1_024;

/** A recorder. A failure to post is logged and forgotten: events are a help, never a reason to fail. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { api, clock, log, component, signal } = options;
  const series = new Map<string, Series>();
  let tail: Promise<void> = Promise.resolve();
  let isRefusalTold = false;

  const eventOf = (type: ResourceType, about: KubeObject, note: EventNote, key: ObjectKey, now: number): Manifest => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { ...key },
    involvedObject: {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      name: about.metadata.name,
      ...(about.metadata.namespace === undefined ? {} : { namespace: about.metadata.namespace }),
      uid: about.metadata.uid,
      resourceVersion: about.metadata.resourceVersion,
    },
    type: note.type,
    reason: note.reason,
    message: note.message.slice(0, MAX_MESSAGE),
    source: { component },
    reportingComponent: component,
    reportingInstance: component,
    firstTimestamp: timestamp(now),
    lastTimestamp: timestamp(now),
    count: 1,
  });

  const forgetOld = (now: number): void => {
    for (const [id, entry] of series) {
      if (series.size <= MAX_SERIES && now - entry.lastSeen < SERIES_MS) break; // oldest first: insertion order follows lastSeen
      series.delete(id);
    }
  };

  const post = async (type: ResourceType, about: KubeObject, note: EventNote): Promise<void> => {
    const now = clock.now();
    const id = `${about.metadata.uid} ${note.type} ${note.reason} ${note.message}`;
    const before = series.get(id);
    series.delete(id);
    forgetOld(now);
    if (before !== undefined && now - before.lastSeen < SERIES_MS) {
      const count = before.count + 1;
      const isTold = count >= before.told * 2;
      series.set(id, { key: before.key, count, lastSeen: now, told: isTold ? count : before.told });
      if (isTold) {
        await api.patch(
          EVENT,
          before.key,
          { type: 'merge', body: { count, lastTimestamp: timestamp(now) } },
          { fieldManager: component, signal },
        );
      }
      return;
    }
    // Events of cluster-scoped objects live in `default`, where kubectl looks for them.
    const name = `${about.metadata.name.slice(0, 200).replace(/[-.]+$/, '')}.${hashOf([id, now]).slice(0, 16)}`;
    const key = { namespace: about.metadata.namespace ?? 'default', name };
    series.set(id, { key, count: 1, lastSeen: now, told: 1 });
    try {
      await api.create(EVENT, eventOf(type, about, note, key, now), { fieldManager: component, signal });
    } catch (error) {
      // There is nothing to count up, so the next one is a first one again; who may not post is not asked each time.
      if (!isApiError(error, 'Forbidden')) series.delete(id);
      throw error;
    }
  };

  return {
    record: (type, about, notes) => {
      for (const note of notes) {
        tail = tail
          .then(() => post(type, about, note))
          .catch((error: unknown) => {
            if (signal.aborted || isApiError(error, 'NotFound')) return;
            const text = `event ${note.reason} could not be posted: ${error instanceof Error ? error.message : String(error)}`;
            // A right that is missing is told, once: the rest would say the same.
            if (isApiError(error, 'Forbidden') && !isRefusalTold) {
              isRefusalTold = true;
              log.info(text);
            } else log.debug(text);
          });
      }
    },
    flush: async () => {
      await tail;
    },
  };
}
