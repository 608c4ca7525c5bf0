import type { Discovery, KubeApi } from '../../cluster/kube-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import { pause, type Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { createCaches, putAnswer, type Caches, type Scope } from './caches.ts';
import { createController, type Controller } from './controller.ts';
import type { PassReport } from './pass-report.ts';
import type { WitnessPasses } from './pass-witness.ts';
import type { PlanExecutor } from './plan-executor.ts';
import { createEventRecorder } from './event-recorder.ts';
import { fencedApi } from './fenced-api.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createSecretReader } from './secret-reader.ts';
import { createSemaphore } from './semaphore.ts';
import { createTurns } from './turns.ts';
import type { AnyReconciler } from './wake-up.ts';

/** How a run behaves; every number has a default fit for a real cluster. */
export interface ManagerOptions {
  readonly api: KubeApi;
  readonly discovery: Pick<Discovery, 'serves'>;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly reconcilers: readonly AnyReconciler[];
  readonly scope: Scope;
  readonly metrics?: Metrics;
  /** Which primaries of the scope are worked on; the others are only seen. Default: all. */
  readonly selects?: (reconciler: AnyReconciler, primary: KubeObject) => boolean;
  /** Default `<system>-operator`. */
  readonly fieldManagerOf?: (reconciler: AnyReconciler) => string;
  /** Keys of one kind worked on at once. Default 8. */
  readonly concurrency?: number;
  /** Everything is looked at again from the cache after this long, ±10 %. Default 10 h. */
  readonly resyncMs?: number;
  /** Default 1,000 s. */
  readonly maxRequeueMs?: number;
  /** Default 250 ms; 0 writes every change of status at once. */
  readonly statusWaitMs?: number;
  /** Default 2 min. */
  readonly passTimeoutMs?: number;
  /** How long work that has begun may go on after the end was asked for. Default 30 s. */
  readonly shutdownMs?: number;
  /** How often it is looked for optional types. Default 5 min. */
  readonly discoveryMs?: number;
  readonly idleTimeoutMs?: number;
  /** Whether the lease is sure to be ours for that much longer, in milliseconds. Default: always. */
  readonly leaseCovers?: (ms: number) => boolean;
  readonly onPass?: (report: PassReport) => void;
  /** Looks on at every pass. */
  readonly witnessOf?: WitnessPasses;
  /** Gets every plan in place of the engine's own execution: a run that only looks. Give it an `api` that refuses to write. */
  readonly executor?: PlanExecutor;
  /** Awaited between the first lists and the first pass: a standby waits there, with its caches filled, until it may work. */
  readonly lead?: (stop: AbortSignal) => Promise<void>;
  /** The first lists have arrived and work begins. */
  readonly onSynced?: (controllers: readonly Controller[]) => void;
}

/** Everything that runs: caches, controllers, events. */
export interface Manager {
  readonly metrics: Metrics;
  readonly caches: Caches;
  readonly controllers: readonly Controller[];
  isSynced(): boolean;
  /**
   * Syncs the caches, then works until `stop` is aborted; what has begun is finished. Rejects when the first lists cannot be had for a
   * reason that a person must mend (403, 401). `abandon` breaks off even what has begun: the lease is lost, somebody else may be writing.
   */
  run(stop: AbortSignal, abandon?: AbortSignal): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** More Services with a cluster IP at once make the API server slower, not faster: it allocates addresses under one lock. */
const CLUSTER_IP_SLOTS = 4;

/** A manager; nothing is read before `run`. */
export function createManager(options: ManagerOptions): Manager {
  const { clock, random, log, reconcilers, leaseCovers = (): boolean => true } = options;
  const api = fencedApi(options.api, () => leaseCovers(0));
  const metrics = options.metrics ?? createMetrics();
  const fieldManagerOf = options.fieldManagerOf ?? (({ kind }: AnyReconciler): string => `${kind.system}-operator`);
  const caches = createCaches({ ...options, fieldManagerOf });
  const kill = new AbortController();
  const clusterIpSlots = createSemaphore(CLUSTER_IP_SLOTS);
  const turns = createTurns(clock);
  const readSecret = createSecretReader(api, () => caches.get(SECRET));
  const recorders = new Map<string, ReturnType<typeof createEventRecorder>>();
  let synced = false;

  const recorderOf = (component: string): ReturnType<typeof createEventRecorder> => {
    const found = recorders.get(component) ?? createEventRecorder({ api, clock, log, component, signal: kill.signal });
    recorders.set(component, found);
    return found;
  };

  const controllers = reconcilers.map((reconciler) => {
    const primaryCache = caches.get(reconciler.kind);
    if (primaryCache === undefined) throw new Error(`no cache for ${reconciler.kind.kind}`);
    const fieldManager = fieldManagerOf(reconciler);
    const controller = createController({
      reconciler,
      api,
      clock,
      random,
      log,
      metrics,
      fieldManager,
      primaryCache,
      clusterIpSlots,
      turns,
      readSecret,
      events: recorderOf(fieldManager),
      cacheOf: (type) => caches.get(type),
      concurrency: options.concurrency ?? 8,
      maxRequeueMs: options.maxRequeueMs ?? 1_000_000,
      statusWaitMs: options.statusWaitMs ?? 250,
      passTimeoutMs: options.passTimeoutMs ?? 120_000,
      selects: (primary) => options.selects?.(reconciler, primary) ?? true,
      leaseCovers,
      onSecret: (stored) => putAnswer(caches, SECRET, stored),
      onPass: options.onPass ?? ((): void => undefined),
      ...(options.witnessOf !== undefined && { witnessOf: options.witnessOf }),
      ...(options.executor !== undefined && { executor: options.executor }),
    });
    for (const cache of caches.all()) controller.listenTo(cache);
    return controller;
  });

  const everyNow = async (everyMs: number, jitter: number, signal: AbortSignal, task: () => Promise<void> | void): Promise<void> => {
    while (!signal.aborted) {
      try {
        await pause(clock, everyMs * (1 + jitter * (2 * random() - 1)), signal);
        await task();
      } catch (error) {
        if (!signal.aborted) log.warn(error instanceof Error ? error.message : String(error));
      }
    }
  };

  const resync = (): void => {
    for (const controller of controllers) controller.enqueueAll({ insist: true });
  };

  return {
    metrics,
    caches,
    controllers,
    isSynced: () => synced,
    run: async (asked, abandon) => {
      const end = new AbortController();
      const stop = abandon === undefined ? asked : AbortSignal.any([asked, abandon]);
      const breakOff = (): void => kill.abort(abandon?.reason);
      abandon?.addEventListener('abort', breakOff, { once: true });
      if (abandon?.aborted === true) breakOff();
      const watching = AbortSignal.any([stop, end.signal]);
      try {
        await Promise.race([caches.start(watching), rejection(stop)]);
        synced = true;
        await options.lead?.(stop);
        options.onSynced?.(controllers);
        const chores = Promise.all([
          everyNow(options.resyncMs ?? 10 * HOUR_MS, 0.1, watching, resync),
          everyNow(options.discoveryMs ?? 300_000, 0.1, watching, async () => {
            if (await caches.discoverOptional(watching)) resync();
          }),
        ]);
        const cancel = killAfter(options.shutdownMs ?? 30_000, stop);
        await Promise.all(controllers.map((controller) => controller.run(stop, kill.signal)));
        for (const recorder of recorders.values()) await recorder.flush();
        cancel();
        await chores;
      } catch (error) {
        if (!stop.aborted) throw error;
      } finally {
        abandon?.removeEventListener('abort', breakOff);
        end.abort();
        await caches.stopped();
      }
    },
  };

  /** Gives work in hand so long after `stop`, then breaks it off. */
  function killAfter(ms: number, stop: AbortSignal): () => void {
    let cancel = (): void => undefined;
    const arm = (): void => {
      cancel = clock.after(ms, () => kill.abort(new Error('shutting down')));
    };
    stop.addEventListener('abort', arm, { once: true });
    if (stop.aborted) arm();
    return () => {
      stop.removeEventListener('abort', arm);
      cancel();
    };
  }
}

/** Rejects when the signal is aborted. */
async function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
