import { isApiError } from '../../cluster/api-error.ts';
import { hashOf } from '../../kernel/hash.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { describeRef, keyOf, type KubeObject, type Ref } from '../../kernel/kube-object.ts';
import { apiVersionOf, isOfType, type ResourceType } from '../../kernel/resource-type.ts';
import { applyChild, type ApplyContext } from './apply-child.ts';
import type { Child, Effect, EffectHandler, EventNote, Plan, Step } from './contract.ts';
import { failureKey, failureOf, NotServedError, StalePlanError, type FailureMemory, type StepSubject } from './failures.ts';
import { setFinalizer } from './finalizer.ts';
import { intentOf } from './intent.ts';
import { removeChild } from './remove-child.ts';
import { runEffect, type RunEffectContext } from './run-effect.ts';
import type { TypeCache } from './type-cache.ts';
import { patchStatus, statusPatch } from './write-status.ts';

/** One thing the engine did, for progress lines and traces. */
export interface Action {
  readonly verb: 'created' | 'configured' | 'unchanged' | 'deleted' | 'waits-for' | 'left-alone' | 'stored' | 'ran' | 'held' | 'released';
  readonly subject: string;
  /** The object concerned, where it is one. */
  readonly ref?: Ref;
}

/**
 * How the steps ended. `done`: all of them. `waiting`: one must wait for something that is going away. `failed`: one that is not optional
 * failed. `again`: a checkpoint or an effect ran; the key is planned anew at once. `gone`: the primary no longer exists.
 */
export type StepsEnd = 'done' | 'waiting' | 'failed' | 'again' | 'gone';

export interface StepsResult {
  readonly end: StepsEnd;
  /** Something is stored that is about to be done: the next pass belongs to this one. */
  readonly unfinished?: true;
  /** The primary with what the steps changed in it. */
  readonly primary: KubeObject;
  readonly actions: readonly Action[];
  /** What the effects have to tell. */
  readonly events: readonly EventNote[];
}

export interface ExecuteContext
  extends Omit<ApplyContext, 'primary'>, Omit<RunEffectContext, 'primary' | 'primaryType' | 'api' | 'fieldManager' | 'signal'> {
  readonly cacheOf: (type: ResourceType) => TypeCache | undefined;
  readonly childTypes: readonly ResourceType[];
  readonly effects: Readonly<Record<string, EffectHandler>>;
  readonly failures: FailureMemory;
}

/** What the whole run of one plan keeps track of. */
interface Progress {
  primary: KubeObject;
  isUnfinished: boolean;
  readonly actions: Action[];
  readonly events: EventNote[];
}

type StepEnd = 'next' | StepsEnd;

function childRef(context: ExecuteContext, child: Child): Ref {
  const { manifest } = child;
  const type = context.childTypes.find((candidate) => isOfType(manifest, candidate));
  if (type === undefined) throw new Error(`${manifest.apiVersion} ${manifest.kind} is not declared among the reconciler's children`);
  const { name, namespace } = manifest.metadata;
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}

function cacheFor(context: ExecuteContext, type: ResourceType): TypeCache {
  const cache = context.cacheOf(type);
  // An optional type that the cluster does not serve has a cache that was never started.
  if (cache === undefined || !cache.isRunning()) throw new NotServedError(`${type.kind} (${apiVersionOf(type)})`);
  return cache;
}

/** Runs one thing and keeps its failure or success in memory. Stale plans and aborts are not failures of the step: they pass through. */
async function attempt(context: ExecuteContext, subject: StepSubject, work: () => Promise<StepEnd>): Promise<StepEnd> {
  if (context.failures.standing(subject) !== undefined) return 'failed';
  try {
    const end = await work();
    context.failures.clear(subject);
    return end;
  } catch (error) {
    if (error instanceof StalePlanError || context.signal.aborted) throw error;
    context.failures.record(failureOf(subject, error));
    return 'failed';
  }
}

const APPLY_VERBS = {
  created: 'created',
  configured: 'configured',
  unchanged: 'unchanged',
  terminating: 'waits-for',
  rewritten: 'left-alone',
} as const;

/** What tells a live object from another one and from what it was before; a change of status alone does not count where that can be told. */
function whatStands(live: KubeObject | undefined): string {
  if (live === undefined) return 'nothing';
  const { generation, resourceVersion, uid } = live.metadata;
  return `${uid} ${generation === undefined ? resourceVersion : String(generation)}`;
}

async function applyOne(context: ExecuteContext, progress: Progress, child: Child): Promise<StepEnd> {
  const ref = childRef(context, child);
  const intent = intentOf(context.primaryType, progress.primary, child);
  // What was refused may fit once somebody has changed or deleted what stands there.
  const intentHash = `${intent.hash} ${whatStands(context.cacheOf(ref.type)?.store.get(keyOf(ref)))}`;
  const subject: StepSubject = { step: 'apply', subject: describeRef(ref), kind: ref.type.kind, name: ref.name, intentHash };
  return attempt(context, subject, async () => {
    const { store, transform } = cacheFor(context, ref.type);
    const outcome = await applyChild(
      { ...context, primary: progress.primary },
      { ref, store, transform, intent, carried: child.carried ?? [] },
    );
    progress.actions.push({ verb: APPLY_VERBS[outcome], subject: subject.subject, ref });
    return outcome === 'terminating' ? 'waiting' : 'next';
  });
}

async function removeOne(
  context: ExecuteContext,
  progress: Progress,
  ref: Ref,
  propagation: 'Background' | 'Foreground' | 'Orphan',
): Promise<StepEnd> {
  const subject: StepSubject = { step: 'remove', subject: describeRef(ref), kind: ref.type.kind, name: ref.name };
  return attempt(context, subject, async () => {
    const { store } = cacheFor(context, ref.type);
    const outcome = await removeChild({ ...context, primary: progress.primary }, ref, store, propagation);
    if (outcome !== 'absent')
      progress.actions.push({ verb: outcome === 'deleted' ? 'deleted' : 'waits-for', subject: subject.subject, ref });
    return outcome === 'terminating' ? 'waiting' : 'next';
  });
}

/** The worst of what ran side by side. A stale plan is only told once everything beside it has ended. */
async function allOf(ends: readonly Promise<StepEnd>[]): Promise<StepEnd> {
  const settled = await Promise.allSettled(ends);
  let worst: StepEnd = 'next';
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason;
    if (result.value === 'failed' || (result.value === 'waiting' && worst === 'next')) worst = result.value;
  }
  return worst;
}

async function finalize(context: ExecuteContext, progress: Progress, finalizer: string, wanted: 'held' | 'released'): Promise<StepEnd> {
  const subject: StepSubject = { step: wanted === 'held' ? 'hold' : 'release', subject: finalizer };
  return attempt(context, subject, async () => {
    const stored = await setFinalizer(context, context.primaryType, progress.primary, finalizer, wanted);
    if (stored === undefined) return 'gone';
    if (stored !== progress.primary) {
      progress.primary = stored;
      context.onPrimary(stored);
      progress.actions.push({ verb: wanted, subject: finalizer });
    }
    const isLast = stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
    return isLast ? 'gone' : 'next';
  });
}

/** Drops a finalizer of ours from another object, as it is now. */
async function letGo(context: ExecuteContext, progress: Progress, finalizer: string, ref: Ref): Promise<StepEnd> {
  const subject: StepSubject = { step: 'release', subject: describeRef(ref) };
  return attempt(context, subject, async () => {
    const live = await liveObject(context, ref);
    if (live === undefined) return 'next';
    const stored = await setFinalizer(context, ref.type, live, finalizer, 'released');
    if (stored === undefined || stored === live) return 'next';
    const cache = context.cacheOf(ref.type);
    cache?.store.put(cache.transform(stored), { own: true });
    progress.actions.push({ verb: 'released', subject: subject.subject, ref });
    return 'next';
  });
}

async function liveObject(context: ExecuteContext, ref: Ref): Promise<KubeObject | undefined> {
  try {
    return await context.api.get(ref.type, ref, { signal: context.signal });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function checkpoint(context: ExecuteContext, progress: Progress, status: JsonObject): Promise<StepEnd> {
  const stored = isJsonObject(progress.primary['status']) ? progress.primary['status'] : {};
  const patch = statusPatch(progress.primary, { ...stored, ...status });
  if (patch === undefined) return 'next';
  return attempt(context, { step: 'checkpoint', subject: 'status', intentHash: hashOf(status) }, async () => {
    const written = await patchStatus(context, context.primaryType, progress.primary, patch);
    if (written === undefined) return 'gone';
    progress.primary = written;
    context.onPrimary(written);
    progress.actions.push({ verb: 'stored', subject: 'status' });
    progress.isUnfinished = true;
    return 'again';
  });
}

/** How an effect is called in memory and in what is told. */
function effectSubject({ type, about }: Effect): string {
  return about === undefined ? type : `${type} ${about}`;
}

/** What a step may fail at. */
function subjectsOf<Status>(step: Step<Status>): readonly Pick<StepSubject, 'step' | 'subject'>[] {
  switch (step.do) {
    case 'hold':
      return [{ step: 'hold', subject: step.finalizer }];
    case 'release':
      return [{ step: 'release', subject: step.from === undefined ? step.finalizer : describeRef(step.from) }];
    case 'apply':
      return step.wave.map(({ manifest }) => ({ step: 'apply', subject: `${manifest.kind}/${keyOf(manifest.metadata)}` }));
    case 'remove':
      return step.refs.map((ref) => ({ step: 'remove', subject: describeRef(ref) }));
    case 'checkpoint':
      return [{ step: 'checkpoint', subject: 'status' }];
    case 'effect':
      return [{ step: 'effect', subject: effectSubject(step.effect) }];
  }
}

async function runStep<Status>(context: ExecuteContext, progress: Progress, step: Step<Status>): Promise<StepEnd> {
  switch (step.do) {
    case 'hold':
      return finalize(context, progress, step.finalizer, 'held');
    case 'release':
      return step.from === undefined
        ? finalize(context, progress, step.finalizer, 'released')
        : letGo(context, progress, step.finalizer, step.from);
    case 'apply':
      return allOf(step.wave.map((child) => applyOne(context, progress, child)));
    case 'remove':
      return allOf(step.refs.map((ref) => removeOne(context, progress, ref, step.propagation)));
    case 'checkpoint':
      return checkpoint(context, progress, step.status);
    case 'effect': {
      const { type, input } = step.effect;
      const handler = context.effects[type];
      if (handler === undefined) throw new Error(`no handler for the effect ${type}`);
      const subject = effectSubject(step.effect);
      return attempt(context, { step: 'effect', subject, intentHash: hashOf(input) }, async () => {
        progress.events.push(...(await runEffect({ ...context, primary: progress.primary }, handler, input)));
        progress.actions.push({ verb: 'ran', subject });
        progress.isUnfinished = handler.begins === true;
        return 'again';
      });
    }
  }
}

/**
 * Runs the steps of a plan in order. A step that fails ends the run unless it is optional; so does one that must wait. Failures go to the
 * memory; what is no longer part of the plan is forgotten there. Throws StalePlanError when the plan must be made anew.
 */
export async function executeSteps<Status>(context: ExecuteContext, primary: KubeObject, plan: Plan<Status>): Promise<StepsResult> {
  const progress: Progress = { primary, isUnfinished: false, actions: [], events: [] };
  let end: StepsEnd = 'done';
  for (const step of plan.steps) {
    context.signal.throwIfAborted();
    const result = await runStep(context, progress, step);
    if (result === 'next' || (step.optional === true && (result === 'failed' || result === 'waiting'))) continue;
    end = result;
    break;
  }
  context.failures.keepOnly(new Set(plan.steps.flatMap(subjectsOf).map(failureKey)));
  const { actions, events, isUnfinished } = progress;
  return { end, primary: progress.primary, actions, events, ...(isUnfinished && { unfinished: true as const }) };
}
