import type { KubeApi } from '../../cluster/kube-api.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { KubeObject, Primary } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { ApplyMemory } from './apply-memory.ts';
import type { EffectContext, EffectHandler, KindReconciler, Plan, StepFailure } from './contract.ts';
import { decidePlan } from './decide-plan.ts';
import type { EventRecorder } from './event-recorder.ts';
import { executeSteps, type Action } from './execute-plan.ts';
import type { FailureMemory } from './failures.ts';
import type { PassResult } from './pass-result.ts';
import type { PassWitness, SeenRead } from './pass-witness.ts';
import type { PlanExecutor } from './plan-executor.ts';
import type { Semaphore } from './semaphore.ts';
import type { TypeCache } from './type-cache.ts';
import { sooner } from './sooner.ts';
import { createWorld } from './world.ts';
import { changesPhase, patchStatus, statusPatch } from './write-status.ts';

/** What one pass over one primary needs, beside the primary. */
export interface PassContext {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
  readonly cacheOf: (type: ResourceType) => TypeCache | undefined;
  readonly primaryCache: TypeCache;
  readonly childTypes: readonly ResourceType[];
  readonly effects: Readonly<Record<string, EffectHandler>>;
  readonly memory: ApplyMemory;
  readonly failures: FailureMemory;
  readonly events: EventRecorder;
  readonly clusterIpSlots: Semaphore;
  readonly leaseCovers: (ms: number) => boolean;
  readonly readSecret: EffectContext['readSecret'];
  readonly onSecret: (stored: KubeObject) => void;
  /** Milliseconds for which a status write that does not change the phase is held back after the last one. */
  readonly statusWaitMs: (primary: KubeObject) => number;
  readonly onStatusWritten: (primary: KubeObject) => void;
  readonly witness?: PassWitness;
  /** Gets the plan; nothing is written. */
  readonly executor?: PlanExecutor;
}

/** How long after a look that no watch covers the primary is looked at again. */
const POLL_MS = 30_000;

const CHANGES: ReadonlySet<Action['verb']> = new Set(['created', 'configured', 'deleted', 'held', 'released']);

type Planner<Status> = (failures: readonly StepFailure[]) => Plan<Status>;

async function plannerFor<Spec, Status, Observed>(
  reconciler: KindReconciler<Spec, Status, Observed>,
  primary: KubeObject,
  context: PassContext,
  onPolled: () => void,
): Promise<Planner<Status>> {
  const now = context.clock.now();
  const parsed = reconciler.kind.spec.safeParse(primary['spec'] ?? {});
  if (!parsed.success) {
    const plan = reconciler.planInvalid(primary, parsed.error.issues, now);
    return () => plan;
  }
  const typed = { ...primary, spec: parsed.data } as Primary<Spec, Status>;
  const { witness } = context;
  const onRead = witness === undefined ? undefined : (read: SeenRead): void => witness.read(read);
  const world = createWorld({ ...context, primaryType: reconciler.kind, primary, onPolled, ...(onRead !== undefined && { onRead }) });
  const observed = await reconciler.observe(typed, world);
  return (failures) => reconciler.plan(typed, observed, now, failures);
}

function sameFailures(before: readonly StepFailure[], after: readonly StepFailure[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** What comes of a pass whose plan was only looked at. */
function lookedAt<Status>({ blocked, recheckAfter }: Plan<Status>, polled: boolean): PassResult {
  const later = sooner(recheckAfter, polled ? POLL_MS : undefined);
  return {
    end: 'done',
    actions: [],
    failures: [],
    wroteStatus: false,
    ...(blocked !== undefined && { blocked }),
    ...(later !== undefined && { recheckAfter: later }),
  };
}

/**
 * One pass: observe, plan, run the steps, and write the status once if it differs. Where steps failed anew the planner is asked a second
 * time, with the failures, and only that status and its events are used. Throws StalePlanError when it must be done over.
 */
export async function runPass<Spec, Status, Observed>(
  reconciler: KindReconciler<Spec, Status, Observed>,
  seen: KubeObject,
  context: PassContext,
): Promise<PassResult> {
  const { failures, primaryCache } = context;
  let polled = false;
  const planner = await plannerFor(reconciler, seen, context, () => {
    polled = true;
  });
  const before = failures.all();
  let plan = planner(before);
  const { witness, executor } = context;
  witness?.planned(plan);
  if (witness !== undefined || executor !== undefined) {
    const decisions = decidePlan({ ...context, primaryType: reconciler.kind, primary: seen }, plan);
    witness?.decided(decisions);
    if (executor !== undefined) {
      await executor({ reconciler, primary: seen, plan, decisions, signal: context.signal });
      return lookedAt(plan, polled);
    }
  }
  const rewritten: { readonly subject: string; readonly field: string }[] = [];
  const steps = await executeSteps(
    {
      ...context,
      primaryType: reconciler.kind,
      now: context.clock.monotonic(),
      onPrimary: (stored) => primaryCache.store.put(primaryCache.transform(stored), { own: true }),
      onRewritten: (subject, field, times) => {
        if (times === 1) rewritten.push({ subject, field });
      },
    },
    seen,
    plan,
  );
  for (const { subject, field } of rewritten) {
    const message = `the API server keeps another value in ${field} of ${subject} than ${context.fieldManager} sets`;
    context.events.record(reconciler.kind, steps.primary, [{ type: 'Warning', reason: 'IntentRewritten', message }]);
  }
  context.events.record(reconciler.kind, steps.primary, steps.events);
  const after = failures.all();
  const { end, actions, unfinished } = steps;
  const base = { end, actions, failures: after, ...(unfinished && { unfinished }) };
  if (steps.end === 'gone') context.events.record(reconciler.kind, steps.primary, plan.events);
  if (steps.end === 'again' || steps.end === 'gone') return { ...base, wroteStatus: false };
  // The plan was made before the children changed, and our own writes wake nobody: look again before telling how things stand.
  if (steps.end === 'done' && steps.actions.some(({ verb }) => CHANGES.has(verb))) return { ...base, end: 'again', wroteStatus: false };
  if (!sameFailures(before, after)) {
    plan = planner(after);
    witness?.planned(plan);
  }
  const outcome = { ...base, ...(plan.blocked === undefined ? {} : { blocked: plan.blocked }) };
  const recheckAfter = sooner(plan.recheckAfter, polled ? POLL_MS : undefined);
  const patch = statusPatch(steps.primary, plan.status as JsonObject);
  let written = steps.primary;
  if (patch !== undefined) {
    const waitMs = changesPhase(patch) ? 0 : context.statusWaitMs(seen);
    if (waitMs > 0) return { ...outcome, wroteStatus: false, statusPending: true, recheckAfter: sooner(recheckAfter, waitMs) ?? waitMs };
    const stored = await patchStatus(context, reconciler.kind, steps.primary, patch);
    if (stored === undefined) return { ...outcome, end: 'gone', wroteStatus: false };
    primaryCache.store.put(primaryCache.transform(stored), { own: true });
    context.onStatusWritten(stored);
    written = stored;
  }
  context.events.record(reconciler.kind, written, plan.events);
  return { ...outcome, wroteStatus: patch !== undefined, ...(recheckAfter === undefined ? {} : { recheckAfter }) };
}
