import { keyOf, type KubeObject, type Ref } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { orAbort } from './or-abort.ts';
import { createApplyMemory } from './apply-memory.ts';
import { backoffDelay } from './backoff.ts';
import type { StepFailure } from './contract.ts';
import type { ControllerOptions } from './controller-options.ts';
import { createFailureMemory, StalePlanError } from './failures.ts';
import { foreignRefs } from './foreign-refs.ts';
import { keptByKey } from './kept-by-key.ts';
import type { StoreChange } from './object-store.ts';
import { runPass, type PassContext } from './pass.ts';
import type { PassResult } from './pass-result.ts';
import { countPass, outcomeOf, type PassReport } from './pass-report.ts';
import type { PassWitness } from './pass-witness.ts';
import { createReferenceIndex } from './reference-index.ts';
import type { TypeCache } from './type-cache.ts';
import { sooner } from './sooner.ts';
import { isWorthAPass, nameOf, ownerKeyOf, primariesOfDerived, targetKey, targetsOf, type AnyReconciler } from './wake-up.ts';
import { createWakeReasons, noWakeReasons } from './wake-reasons.ts';
import { createWorkQueue, LOW_PRIORITY, NORMAL_PRIORITY } from './work-queue.ts';

/** Keeps all primaries of one kind reconciled. */
export interface Controller {
  readonly reconciler: AnyReconciler;
  /** Listens to a cache: its own kind, a child type or a type that primaries refer to. */
  listenTo(cache: TypeCache): void;
  /** Queues every selected primary that the cache holds; `insist` lets stuck steps be tried again. */
  enqueueAll(options?: { readonly insist?: boolean }): void;
  /** Works until `stop` is aborted, then finishes what has begun (what a checkpoint announced, too) and resolves; `kill` breaks off even that. */
  run(stop: AbortSignal, kill: AbortSignal): Promise<void>;
  /** The selected primaries in the cache, by key. */
  selectedKeys(): readonly string[];
  /** Whether a key waits or is in work at this moment. */
  isActive(key: string): boolean;
  readonly depth: number;
}

const RETRY_BACKOFF = { baseMs: 5, factor: 2, jitter: 0.1 };
/** A plan that never comes to rest is slowed down after so many passes in a row. */
const MAX_AGAINS = 10;

/** A controller; nothing happens before `run`. */
export function createController(options: ControllerOptions): Controller {
  const { reconciler, clock, random, log, metrics, primaryCache } = options;
  const labels = { controller: reconciler.kind.kind.toLowerCase() };
  const queueLabels = { name: labels.controller };
  const queue = createWorkQueue(clock, {
    added: () => metrics.count('workqueue_adds_total', queueLabels),
    taken: (waitedMs) => metrics.observe('workqueue_queue_duration_seconds', queueLabels, waitedMs / 1_000),
    finished: (workedMs) => metrics.observe('workqueue_work_duration_seconds', queueLabels, workedMs / 1_000),
  });
  const memories = keptByKey(createApplyMemory);
  const failures = keptByKey(createFailureMemory);
  const retries = new Map<string, number>();
  /** Passes in a row that changed something and asked for another, and what they changed: only doing the same thing again counts. */
  const agains = new Map<string, { readonly done: Set<string>; readonly rounds: number }>();
  const statusWrittenAt = new Map<string, number>();
  /** Whose last pass stored what is about to be done: it is done even where the end is asked for in between. */
  const unfinished = new Set<string>();
  const references = createReferenceIndex();
  /** Who stumbled over an object that is not ours, so that its going away is noticed. */
  const foreign = createReferenceIndex();
  const reasons = options.witnessOf === undefined ? noWakeReasons : createWakeReasons(clock);
  let active = 0;

  /** Queues a key and remembers why, for whoever watches the passes. */
  const wake = (key: string, reason: string, how: { readonly priority?: number; readonly afterMs?: number } = {}): void => {
    reasons.note(key, reason, how.afterMs);
    queue.add(key, how);
  };

  const forget = (key: string): void => {
    memories.forget(key);
    failures.forget(key);
    retries.delete(key);
    agains.delete(key);
    statusWrittenAt.delete(key);
    foreign.set(key, []);
    reasons.take(key);
  };

  const onPrimary = (change: StoreChange): void => {
    const { key, before, after, initial } = change;
    // Of one that is made anew under its name nothing is known.
    if (before !== undefined && before.metadata.uid !== after?.metadata.uid) forget(key);
    const isSameSpec = before?.metadata.generation === after?.metadata.generation && before?.metadata.uid === after?.metadata.uid;
    if (!isSameSpec) {
      references.set(key, after === undefined ? [] : targetsOf(reconciler, after));
      // What was slowed down was what stood there before.
      retries.delete(key);
      agains.delete(key);
    }
    if (!isWorthAPass(change)) return;
    wake(key, initial ? 'initial' : 'change', { priority: initial ? LOW_PRIORITY : NORMAL_PRIORITY });
  };

  const onChild = (change: StoreChange): void => {
    if (change.own || change.initial) return;
    const owners = new Set<string>();
    for (const object of [change.before, change.after]) {
      const owner = object === undefined ? undefined : ownerKeyOf(reconciler.kind, object);
      if (owner !== undefined) owners.add(owner);
    }
    for (const owner of owners) if (primaryCache.store.get(owner) !== undefined) wake(owner, `child ${nameOf(change)}`);
  };

  const onTarget = (type: ResourceType, change: StoreChange): void => {
    const target = targetKey(type, (change.after ?? change.before)?.metadata ?? { name: '' });
    for (const key of foreign.primariesOf(target)) {
      failures.of(key).unlock();
      wake(key, `reference ${nameOf(change)}`);
    }
    if (change.initial) return;
    const named = change.after ?? change.before;
    const writer = change.own && named !== undefined ? ownerKeyOf(reconciler.kind, named) : undefined;
    // What a primary wrote itself is no news to it; what this process wrote for another one (its status, above all) is.
    for (const key of references.primariesOf(target)) if (key !== writer) wake(key, `reference ${nameOf(change)}`);
    if (change.own) return;
    for (const key of primariesOfDerived(reconciler, type, change))
      if (primaryCache.store.get(key) !== undefined) wake(key, `child ${nameOf(change)}`);
  };

  const passContext = (key: string, signal: AbortSignal): PassContext => ({
    ...options,
    signal,
    memory: memories.of(key),
    failures: failures.of(key),
    childTypes: reconciler.children.map((child) => child.type),
    effects: reconciler.effects ?? {},
    statusWaitMs: () => {
      const last = statusWrittenAt.get(key);
      return last === undefined ? 0 : options.statusWaitMs - (clock.monotonic() - last);
    },
    onStatusWritten: () => statusWrittenAt.set(key, clock.monotonic()),
  });

  /** Gives after how many milliseconds. */
  const retryLater = (key: string): number => {
    const times = (retries.get(key) ?? 0) + 1;
    retries.set(key, times);
    metrics.count('workqueue_retries_total', queueLabels);
    const afterMs = backoffDelay({ ...RETRY_BACKOFF, maxMs: options.maxRequeueMs }, times, random);
    wake(key, 'retry', { afterMs });
    return afterMs;
  };

  /** Decides when the key comes back, and gives after how many milliseconds; an event may always bring it back sooner. */
  const schedule = (key: string, result: PassResult): number | undefined => {
    const clashes = result.failures.filter((failure) => failure.reason === 'ForeignObject');
    const met = clashes.flatMap((clash) => refsOf(clash).map((ref) => targetKey(ref.type, ref)));
    foreign.set(key, met);
    // What went before the pass ended told nobody: only now does this key wait for it.
    const standing = failures.of(key);
    for (const clash of clashes) {
      if (standing.standing(clash) === undefined || refsOf(clash).every(isHeld)) continue;
      standing.unlock(clash.subject);
      wake(key, 'retry');
    }
    const { done, rounds: before } = (result.end === 'again' ? agains.get(key) : undefined) ?? { done: new Set<string>(), rounds: 0 };
    const news = result.actions.map(({ verb, subject }) => `${verb} ${subject}`).filter((action) => !done.has(action));
    const rounds = result.end === 'again' && news.length === 0 ? before + 1 : before;
    for (const action of news) done.add(action);
    agains.set(key, { done, rounds });
    if (rounds > MAX_AGAINS) return retryLater(key);
    if (result.end === 'again') {
      if (result.unfinished === true) unfinished.add(key);
      wake(key, 'again');
      return 0;
    }
    if (result.end === 'gone') return undefined;
    const mayPass = result.failures.some((failure) => !failure.stuck);
    const retryMs = mayPass ? retryLater(key) : undefined;
    if (!mayPass) retries.delete(key);
    // Behind edits and in turn with first lists: where looking again takes more time than there is, nothing of it keeps others from their turn.
    const priority = result.statusPending === true ? NORMAL_PRIORITY : LOW_PRIORITY;
    if (result.recheckAfter !== undefined) wake(key, 'timer', { afterMs: result.recheckAfter, priority });
    return sooner(retryMs, result.recheckAfter);
  };

  const refsOf = (failure: StepFailure): readonly Ref[] => foreignRefs(reconciler.children, failure);

  const isHeld = (ref: Ref): boolean => options.cacheOf(ref.type)?.store.get(keyOf(ref)) !== undefined;

  const work = async (key: string, primary: KubeObject, signal: AbortSignal, witness?: PassWitness): Promise<PassReport> => {
    const startedAt = clock.monotonic();
    const overdue = new AbortController();
    const cancel = clock.after(options.passTimeoutMs, () => {
      metrics.count('controller_runtime_reconcile_timeouts_total', labels);
      overdue.abort(new Error(`the pass took longer than ${String(options.passTimeoutMs)} ms`));
    });
    try {
      const limit = AbortSignal.any([signal, overdue.signal]);
      const context = passContext(key, limit);
      const pass =
        witness === undefined
          ? runPass(reconciler, primary, context)
          : witness.within(async () => await runPass(reconciler, primary, { ...context, witness }));
      const result = await orAbort(pass, limit);
      const requeueAfterMs = schedule(key, result);
      const durationMs = clock.monotonic() - startedAt;
      return {
        reconciler,
        key,
        ...result,
        outcome: outcomeOf(result),
        ...(requeueAfterMs !== undefined && { requeueAfterMs }),
        durationMs,
      };
    } catch (error) {
      const outcome = error instanceof StalePlanError ? 'stale' : 'error';
      const later = signal.aborted ? {} : { requeueAfterMs: retryLater(key) };
      return { reconciler, key, outcome, error, ...later, durationMs: clock.monotonic() - startedAt };
    } finally {
      cancel();
    }
  };

  const reconcileKey = async (key: string, signal: AbortSignal): Promise<void> => {
    unfinished.delete(key);
    const primary = primaryCache.store.get(key);
    if (primary === undefined) {
      forget(key);
      options.onPass({ reconciler, key, outcome: 'gone', durationMs: 0 });
      return;
    }
    if (!options.selects(primary)) return;
    const witness = options.witnessOf?.({ reconciler, key, primary, wokenBy: reasons.take(key) });
    const report = await work(key, primary, signal, witness);
    witness?.ended(report);
    countPass(metrics, labels, report);
    metrics.gauge('workqueue_depth', queueLabels, queue.depth);
    metrics.gauge('workqueue_unfinished_work_seconds', queueLabels, queue.unfinishedMs() / 1_000);
    metrics.gauge('workqueue_longest_running_processor_seconds', queueLabels, queue.longestRunningMs() / 1_000);
    metrics.gauge('controller_runtime_active_workers', labels, active);
    if (report.outcome === 'error' && !signal.aborted) {
      const text = report.error instanceof Error ? report.error.message : String(report.error);
      log.error(`${reconciler.kind.kind}/${key}: ${text}`, { retries: retries.get(key) ?? 0 });
    }
    options.onPass(report);
  };

  /** The next key; once the end was asked for only those whose last pass left something to be done. */
  const nextKey = async (signal: AbortSignal): Promise<string | undefined> => {
    const key = await queue.next();
    if (key !== undefined || signal.aborted) return key;
    const [left] = unfinished;
    // Nobody else gets it.
    if (left !== undefined) unfinished.delete(left);
    return left;
  };

  const worker = async (signal: AbortSignal): Promise<void> => {
    for (let key = await nextKey(signal); key !== undefined; key = await nextKey(signal)) {
      active += 1;
      try {
        await reconcileKey(key, signal);
      } catch (error) {
        log.error(`${reconciler.kind.kind}/${key}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        active -= 1;
        queue.done(key);
      }
      await options.turns.breathe();
    }
  };

  return {
    reconciler,
    listenTo: (cache) => {
      if (cache === primaryCache) cache.store.listen(onPrimary);
      if (reconciler.children.some(({ type }) => type === cache.type)) cache.store.listen(onChild);
      cache.store.listen((change) => onTarget(cache.type, change));
    },
    enqueueAll: ({ insist = false } = {}) => {
      if (insist) {
        for (const memory of memories.values()) memory.forgive();
        for (const failure of failures.values()) failure.unlock();
      }
      for (const key of primaryCache.store.keys()) wake(key, 'resync', { priority: LOW_PRIORITY });
    },
    run: async (stop, kill) => {
      metrics.gauge('controller_runtime_max_concurrent_reconciles', labels, options.concurrency);
      const close = (): void => queue.shutDown();
      stop.addEventListener('abort', close, { once: true });
      if (stop.aborted) close();
      await Promise.all(Array.from({ length: options.concurrency }, () => worker(kill)));
      stop.removeEventListener('abort', close);
    },
    selectedKeys: () => {
      const keys: string[] = [];
      for (const object of primaryCache.store.values()) if (options.selects(object)) keys.push(keyOf(object.metadata));
      return keys;
    },
    isActive: (key) => queue.isActive(key),
    get depth() {
      return queue.depth;
    },
  };
}
