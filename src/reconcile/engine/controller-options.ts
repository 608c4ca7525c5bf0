import type { KubeApi } from '../../cluster/kube-api.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { EffectContext } from './contract.ts';
import type { EventRecorder } from './event-recorder.ts';
import type { Metrics } from './metrics.ts';
import type { PassReport } from './pass-report.ts';
import type { WitnessPasses } from './pass-witness.ts';
import type { PlanExecutor } from './plan-executor.ts';
import type { Semaphore } from './semaphore.ts';
import type { Turns } from './turns.ts';
import type { TypeCache } from './type-cache.ts';
import type { AnyReconciler } from './wake-up.ts';

/** What a controller is made of. */
export interface ControllerOptions {
  readonly reconciler: AnyReconciler;
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly events: EventRecorder;
  readonly fieldManager: string;
  readonly cacheOf: (type: ResourceType) => TypeCache | undefined;
  readonly primaryCache: TypeCache;
  /** Keys worked on at once. */
  readonly concurrency: number;
  /** The longest delay between two tries of a failing key, in milliseconds. */
  readonly maxRequeueMs: number;
  /** Status writes that do not change the phase are at least this far apart, in milliseconds. */
  readonly statusWaitMs: number;
  /** A pass is given up after this long, in milliseconds. */
  readonly passTimeoutMs: number;
  readonly selects: (primary: KubeObject) => boolean;
  readonly clusterIpSlots: Semaphore;
  readonly turns: Turns;
  readonly leaseCovers: (ms: number) => boolean;
  readonly readSecret: EffectContext['readSecret'];
  readonly onSecret: (stored: KubeObject) => void;
  readonly onPass: (report: PassReport) => void;
  /** Sees what each pass sees. Absent: nobody does, and nothing is kept for it. */
  readonly witnessOf?: WitnessPasses;
  /** Gets each plan in place of the engine's own execution: nothing is written then. */
  readonly executor?: PlanExecutor;
}
