import type { RequestReport } from '../../../cluster/api-calls.ts';
import { isApiError } from '../../../cluster/api-error.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { EVENT, NAMESPACE } from '../../../kernel/builtin-types.ts';
import { silentLog, type Log } from '../../../kernel/log.ts';
import { createObjectStore } from '../../../reconcile/engine/object-store.ts';
import { runReflector } from '../../../reconcile/engine/reflector.ts';
import type { System } from '../../../registry.ts';
import type { LiveRow, LiveSource } from '../../../ui/live-source.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { createDetailKeeper } from './detail-keeper.ts';
import { liveConnection, shortError, type ConnectionFacts, type Pulse } from './live-connection.ts';
import { createLiveModel, type LiveModel } from './live-model.ts';
import { momentsBetween, momentsOfEvents } from './live-moments.ts';
import { liveOperators } from './live-operators.ts';
import { liveRow, wordFor } from './live-row.ts';
import { readDetail } from './read-detail.ts';
import { repeat } from './repeat.ts';
import type { KindChange } from './follow-kind.ts';
import { readablePart } from './readable-part.ts';
import { watchKinds, type KindWatches } from './watch-kinds.ts';

/** How often the server is asked whether it is there, and how long its answer may take. */
const PULSE_MS = 2_000;
const PULSE_TIMEOUT_MS = 5_000;
/** How often leases and Deployments of the operators are looked at. */
const OPERATORS_MS = 4_000;
/** Events about cluster-scoped objects are kept here (client-go, `EventRecorder`). */
const EVENTS_OF_CLUSTER_OBJECTS = 'default';

export interface LiveFeedOptions {
  readonly session: Session;
  readonly entry: EntryPoint;
  readonly targets: readonly Target[];
  /** Absent: all. */
  readonly namespace: string | undefined;
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly systems: readonly System[];
  readonly facts: ConnectionFacts;
  readonly hostname: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly run: LiveSource['run'];
  /** Loaded with the first object that is selected. */
  readonly loadKnowledge: () => Promise<KnowledgeOf>;
  /** False for who wants nothing but the rows: operators are not looked for, and nobody is asked whether the server is there. */
  readonly looksAround: boolean;
  /** Told of each change of a row. `first`: the object was there before we looked. */
  readonly onRow?: (before: LiveRow | undefined, after: LiveRow | undefined, first: boolean) => void;
}

/** A live source and its life. */
export interface LiveFeed extends LiveSource {
  /** Resolves when what there is has been read. Rejects with the error that a user is shown where nothing at all may be or can be read. */
  readonly begun: Promise<void>;
  /** Resolves when all has ended, after the signal was aborted. */
  readonly ended: Promise<void>;
  /** A line for the log page. */
  log(line: string): void;
  /** How many changes were seen; what was there when we began to look is none. */
  news(): number;
  /** Told of every request of the session. */
  heard(report: RequestReport): void;
}

function logTo(model: LiveModel): Log {
  return { ...silentLog, warn: (message) => model.log(`warning: ${message}`), error: (message) => model.log(`error: ${message}`) };
}

/** Shows the objects of the targets as they are, until the signal is aborted. */
export function startLiveFeed(options: LiveFeedOptions, signal: AbortSignal): LiveFeed {
  const { session, entry, targets, systems, clock, random, facts, looksAround, onRow } = options;
  const { api } = session;
  let namespace = options.namespace;
  const words = new Map<KindIdentity, string>(targets.map(({ kind }) => [kind, wordFor(kind, entry)]));
  const kinds = new Map(targets.map(({ kind }) => [kind.kind + kind.system, kind]));
  let pulse: Pulse = {};
  let selected: string | undefined;
  let news = 0;
  let watches: KindWatches | undefined;
  const model = createLiveModel(liveConnection(facts, namespace, [], pulse, clock.now()));
  const log = logTo(model);
  const partOf = readablePart(session);

  const tellConnection = (): void => model.connection(liveConnection(facts, namespace, watches?.all() ?? [], pulse, clock.now()));

  const rowOf = (object: KindChange['after'], { kind }: Target): LiveRow | undefined =>
    object === undefined ? undefined : liveRow(object, kind, words.get(kind) ?? kind.singular);

  const take = ({ target, before, after, first, by }: KindChange): void => {
    const [old, row] = [rowOf(before, target), rowOf(after, target)];
    const isOther = old !== undefined && row !== undefined && old.id !== row.id;
    const isChanged = row === undefined ? old !== undefined : model.put(row);
    if (isChanged && !first) news += 1;
    if (old !== undefined && old.id !== row?.id) model.drop(old.id);
    if (!first) {
      const now = clock.now();
      if (old !== undefined && (row === undefined || isOther)) model.add(momentsBetween(old, before, undefined, now));
      if (row !== undefined) model.add(momentsBetween(row, isOther ? undefined : before, after, now, by));
    }
    onRow?.(old, row, first);
    if (row !== undefined) keeper.poke(row.id);
  };

  let knowledge: Promise<KnowledgeOf> | undefined;
  const readSelected = async (id: string, ends: AbortSignal): Promise<void> => {
    const row = model.state().rows.get(id);
    const kind = row === undefined ? undefined : kinds.get(row.kind + row.system);
    if (row === undefined || kind === undefined) return;
    knowledge ??= options.loadKnowledge();
    const how = { session, knowledgeOf: await knowledge, domain: entry.domain, bin: entry.bin, now: () => clock.now() };
    const read = await readDetail(how, kind, row, ends);
    if (ends.aborted || read === undefined) return;
    model.detail(read.detail);
    model.add(momentsOfEvents(row, read.events));
  };

  let lastError = '';
  const keeper = createDetailKeeper({
    clock,
    read: readSelected,
    onError: (error) => {
      const text = shortError(error);
      if (text !== lastError) model.log(`the selected object could not be read: ${text}`);
      lastError = text;
    },
  });

  /** Events of the selected object alone, so that a new one is seen at once. */
  let eventsEnd = new AbortController();
  const watchEvents = (row: LiveRow | undefined): void => {
    eventsEnd.abort();
    if (row === undefined || signal.aborted) return;
    eventsEnd = new AbortController();
    const store = createObjectStore(() => undefined);
    store.listen(({ initial }) => {
      if (!initial) keeper.poke(row.id);
    });
    void runReflector(
      {
        api,
        type: EVENT,
        namespace: row.namespace ?? EVENTS_OF_CLUSTER_OBJECTS,
        fieldSelector: `involvedObject.uid=${row.id}`,
        store,
        transform: (object) => object,
        clock,
        random,
        log: silentLog,
      },
      AbortSignal.any([signal, eventsEnd.signal]),
    );
  };

  let scopeEnd = new AbortController();
  const watchScope = (): KindWatches => {
    scopeEnd = new AbortController();
    const { selector, fieldSelector } = options;
    const started = watchKinds(
      { api, targets, namespace, selector, fieldSelector, clock, random, log, partOf, onChange: take, onState: tellConnection },
      AbortSignal.any([signal, scopeEnd.signal]),
    );
    watches = started;
    tellConnection();
    return started;
  };

  let misses = 0;
  const beat = async (ends: AbortSignal): Promise<void> => {
    const ask = async (): Promise<unknown> => api.raw('GET', '/version', { signal: ends, timeoutMs: PULSE_TIMEOUT_MS });
    try {
      // The first one opens a connection: its time says nothing.
      if (pulse.latencyMs === undefined) await ask();
      const [sentAt, sent] = [clock.now(), clock.monotonic()];
      await ask();
      misses = 0;
      pulse = { latencyMs: clock.monotonic() - sent };
      watches?.beat(sentAt);
    } catch (error) {
      // An answer that says no is an answer.
      if (ends.aborted || isApiError(error, 'Forbidden', 'Unauthorized')) return;
      misses += 1;
      pulse = { ...pulse, miss: { error, attempt: misses, retryAt: clock.now() + PULSE_MS } };
    }
    tellConnection();
  };

  const lookAtOperators = async (ends: AbortSignal): Promise<void> => {
    const { hostname } = options;
    try {
      model.operators(await liveOperators({ api, systems, now: () => clock.now(), hostname }, ends));
    } catch {
      // Whether the server answers is told by its pulse; what was seen last stays.
    }
  };

  /** Nothing can be shown: the error of the first watch, as the user is told it. */
  const checkBegun = async ({ all }: KindWatches): Promise<void> => {
    const states = all();
    const failed = states.find(({ state }) => state === 'refused') ?? states.find(({ state }) => state === 'broken') ?? states[0];
    if (signal.aborted || failed === undefined || states.some(({ state }) => state === 'live' || state === 'waiting')) return;
    await session.during({ verb: 'watch', type: failed.target.kind, namespace }, async () => {
      // Watches are not repeated at once where a connection was cut: whether the server is there, a request that is tells.
      if (failed.state === 'broken' && !isApiError(failed.error, 'Unauthorized')) await api.raw('GET', '/version', { signal });
      else throw failed.error;
    });
  };

  const select = (id: string | undefined): void => {
    const row = id === undefined ? undefined : model.state().rows.get(id);
    if (row?.id === selected) return;
    selected = row?.id;
    model.detail(undefined);
    keeper.select(selected);
    watchEvents(looksAround ? row : undefined);
  };

  const lookIn = async (wanted: string | undefined): Promise<void> => {
    scopeEnd.abort();
    await watches?.ended;
    select(undefined);
    namespace = wanted;
    model.clear();
    const started = watchScope();
    await started.begun;
    await checkBegun(started);
  };

  const lookAt = async (wanted: string | undefined): Promise<void> => {
    const before = namespace;
    if (wanted === before) return;
    if (wanted !== undefined) await mustExist(session, wanted, signal);
    try {
      await lookIn(wanted);
    } catch (error) {
      await lookIn(before);
      throw error;
    }
  };

  const first = watchScope();
  const begun = first.begun.then(() => checkBegun(first));
  const around = looksAround
    ? [first.begun.then(async () => repeat(clock, PULSE_MS, signal, beat)), repeat(clock, OPERATORS_MS, signal, lookAtOperators)]
    : [];
  const over = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const ended = over.then(async () => {
    await Promise.all([keeper.close(), watches?.ended, ...around]);
  });
  return {
    begun,
    ended,
    state: model.state,
    subscribe: model.subscribe,
    select,
    lookAt,
    run: options.run,
    log: model.log,
    news: () => news,
    heard: (report) => watches?.heard(report),
  };
}

/** Rejects where a namespace does not exist; one that may not be read may well exist. */
async function mustExist(session: Session, name: string, signal: AbortSignal): Promise<void> {
  try {
    await session.api.get(NAMESPACE, { name }, { signal });
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return;
    await session.during({ verb: 'get', type: NAMESPACE, name }, () => Promise.reject(error as Error));
  }
}
