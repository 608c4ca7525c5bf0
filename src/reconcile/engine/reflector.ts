import { isApiError, type ApiErrorReason } from '../../cluster/api-error.ts';
import type { KubeApi, WatchEvent } from '../../cluster/kube-api.ts';
import { pause, type Clock } from '../../kernel/clock.ts';
import { keyOf, type KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import { backoffDelay, WATCH_BACKOFF } from './backoff.ts';
import type { ObjectStore } from './object-store.ts';

/** One list-watch that keeps a store equal to the server, for one type in one namespace (or all). */
export interface ReflectorOptions {
  readonly api: KubeApi;
  readonly type: ResourceType;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly store: ObjectStore;
  /** Reduces what is kept of each object. */
  readonly transform: (object: KubeObject) => KubeObject;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** A stream on which nothing arrives for this long is given up, in milliseconds. Bookmarks come about once a minute. Default 75 s. */
  readonly idleTimeoutMs?: number;
  /** Objects in one page where the server does not stream its lists. Default 500. */
  readonly pageSize?: number;
  readonly onState?: (state: ReflectorState) => void;
}

/** How a reflector is doing. `error` is the last failure while it has not recovered. */
export interface ReflectorState {
  readonly synced: boolean;
  readonly error?: unknown;
  /** Lists started so far, streamed or paged: one, unless the server dropped our version. */
  readonly lists: number;
}

/** A list that is answered so is answered so again until a person changes something: a right, a credential, the selector. */
export const REFUSALS: readonly ApiErrorReason[] = ['BadRequest', 'Forbidden', 'Unauthorized'];

/** Minutes of health after which the back-off starts anew (client-go). */
const HEALTHY_MS = 120_000;
/** A stream that ends before this, without any change, counts as a failure when it happens twice in a row; one that lasts is health. */
const SHORT_MS = 1_000;
/** What an API server asks for is seconds; a proxy in its maintenance may say an hour, and we would hear nothing long after it is over. */
const LONGEST_TOLD_MS = 60_000;
/** The server ends a watch after this many seconds, plus up to as many again (client-go: 5 to 10 minutes). */
const WATCH_SECONDS = 300;

/**
 * Runs until the signal is aborted (then it resolves; it never rejects).
 *
 * States: no version → streaming list, or pages where the server cannot stream → live at a version. A live stream that ends, breaks or
 * falls silent is taken up again at the last version, which bookmarks move on. `410 Gone`, as a status or inside the stream, leads back to
 * the start; the new list is compared with the store, so that deletes that happened meanwhile are seen.
 */
export async function runReflector(options: ReflectorOptions, signal: AbortSignal): Promise<void> {
  const { api, type, namespace, store, transform, clock, random, log } = options;
  const what = resourceNameOf(type);
  const scope = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(options.labelSelector === undefined ? {} : { labelSelector: options.labelSelector }),
    ...(options.fieldSelector === undefined ? {} : { fieldSelector: options.fieldSelector }),
    signal,
  };
  const inScope = (of: string | undefined): boolean => namespace === undefined || of === namespace;
  let version: string | undefined;
  let streams = true;
  let synced = false;
  let lists = 0;
  let failures = 0;
  let changes = 0;
  let isFailing = false;
  /** Lists in a row after each of which the server dropped our version before anything changed. */
  let expiries = 0;

  const report = (error?: unknown): void => {
    isFailing = error !== undefined;
    options.onState?.({ synced, lists, ...(error === undefined ? {} : { error }) });
  };

  const watch = (extra: { resourceVersion?: string; sendInitialEvents?: boolean }): AsyncIterable<WatchEvent> =>
    api.watch(type, {
      ...scope,
      ...extra,
      timeoutSeconds: Math.round(WATCH_SECONDS * (1 + random())),
      idleTimeoutMs: options.idleTimeoutMs ?? 75_000,
    });

  const settle = (seen: ReadonlySet<string>, at: string): void => {
    store.endReplace(seen, at, inScope);
    version = at;
    synced = true;
    failures = 0;
    report();
  };

  const take = (event: WatchEvent): void => {
    if (isFailing) report();
    if (event.type === 'BOOKMARK') {
      version = event.resourceVersion;
      return;
    }
    changes += 1;
    version = event.object.metadata.resourceVersion;
    if (event.type === 'DELETED') store.drop(transform(event.object));
    // Most events tell of our own writes, whose answers the store has: those are not worth reducing again.
    else if (store.isNews(event.object)) store.put(transform(event.object));
  };

  const streamList = async (): Promise<void> => {
    lists += 1;
    const seen = new Set<string>();
    let initial = true;
    for await (const event of watch({ sendInitialEvents: true })) {
      if (!initial) {
        take(event);
      } else if (event.type === 'BOOKMARK') {
        if (!event.initialEventsEnd) continue;
        initial = false;
        settle(seen, event.resourceVersion);
      } else if (event.type === 'DELETED') {
        store.drop(transform(event.object));
      } else {
        const object = transform(event.object);
        seen.add(keyOf(object.metadata));
        // What a later list shows anew changed while we did not see it: for listeners that is a change as any other.
        store.put(object, { initial: !synced });
      }
    }
    if (initial) throw new Error('the stream ended before the list was complete');
  };

  const pageList = async (): Promise<void> => {
    lists += 1;
    const seen = new Set<string>();
    let token: string | undefined;
    let at = '';
    do {
      const page = await api.list(type, { ...scope, limit: options.pageSize ?? 500, ...(token === undefined ? {} : { continue: token }) });
      for (const item of page.items) {
        const object = transform(item);
        seen.add(keyOf(object.metadata));
        // What a later list shows anew changed while we did not see it: for listeners that is a change as any other.
        store.put(object, { initial: !synced });
      }
      at = page.resourceVersion;
      token = page.continue;
    } while (token !== undefined && token !== '');
    settle(seen, at);
  };

  const follow = async (from: string): Promise<void> => {
    for await (const event of watch({ resourceVersion: from })) take(event);
  };

  const step = async (): Promise<void> => {
    if (version !== undefined) return follow(version);
    if (!streams) return pageList();
    try {
      return await streamList();
    } catch (error) {
      // A server before 1.32 or without the feature answers 400/422 to sendInitialEvents: page from then on.
      if (!isApiError(error, 'Invalid', 'BadRequest', 'MethodNotAllowed') || version !== undefined) throw error;
      streams = false;
      log.debug(`${what}: the server does not stream lists; paging instead`);
      return pageList();
    }
  };

  while (!signal.aborted) {
    const startedAt = clock.monotonic();
    changes = 0;
    let broken: unknown;
    try {
      await step();
    } catch (error) {
      if (signal.aborted) break;
      broken = error;
      if (isApiError(error, 'Gone', 'Expired')) {
        version = undefined;
        failures = expiries;
        expiries += 1;
        log.debug(`${what}: the server no longer has our version; listing again`);
      } else {
        const text = `watching ${what} failed: ${error instanceof Error ? error.message : String(error)}`;
        // Told once per outage: eight watches that retry every second would bury everything else.
        // A list that is refused at the start is the caller's to tell, and a CRD installed a moment ago is not ready for its first one.
        const isQuiet = isFailing || (!synced && isApiError(error, ...REFUSALS, 'TooManyRequests', 'ServiceUnavailable'));
        if (isQuiet) log.debug(text, { failures: failures + 1 });
        else log.warn(text);
      }
    }
    if (signal.aborted) break;
    const lastedMs = clock.monotonic() - startedAt;
    if (changes > 0 || lastedMs > HEALTHY_MS || (broken === undefined && lastedMs >= SHORT_MS)) {
      failures = 0;
      expiries = isApiError(broken, 'Gone', 'Expired') ? 1 : 0;
    }
    if (broken === undefined) report();
    else report(broken);
    // A stream that the server closed after some use is taken up at once; one that ends empty-handed again and again is not.
    if (broken === undefined && failures === 0) {
      if (changes === 0 && lastedMs < SHORT_MS) failures = 1;
      continue;
    }
    failures += 1;
    const needsPerson = isApiError(broken, ...REFUSALS);
    const delay = needsPerson ? WATCH_BACKOFF.maxMs : backoffDelay(WATCH_BACKOFF, failures, random);
    const retryAfter = isApiError(broken) ? Math.min(broken.retryAfterMs ?? 0, LONGEST_TOLD_MS) : 0;
    try {
      await pause(clock, Math.max(delay, retryAfter), signal);
    } catch {
      break; // aborted while waiting
    }
  }
}
