import { isApiError, type ApiErrorReason } from '../../cluster/api-error.ts';
import { pause, type Clock } from '../../kernel/clock.ts';
import type { Json } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { mergePatch } from '../../kernel/merge-patch.ts';
import { backoffDelay } from './backoff.ts';
import type { EffectContext, EffectHandler, EffectResult, EventNote, Store } from './contract.ts';
import { isStaleEffect, StalePlanError } from './failures.ts';
import { LeaseOverError } from './fenced-api.ts';
import { storeInSecret, type StoreContext } from './store-result.ts';
import { patchStatus, statusOf } from './write-status.ts';

/** What running an effect needs of the pass. */
export interface RunEffectContext extends StoreContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly readSecret: EffectContext['readSecret'];
  /** Whether our lease is sure to be ours for that much longer, in milliseconds. */
  readonly leaseCovers: (ms: number) => boolean;
  /** The primary was stored anew. */
  readonly onPrimary: (stored: KubeObject) => void;
  /** A Secret was stored. */
  readonly onSecret: (stored: KubeObject) => void;
}

/** Our lease does not last for the effect: nothing was done, try again later. */
export class LeaseTooShortError extends Error {
  constructor(ms: number) {
    super(`the lease is not sure to be held for the ${String(ms)} ms that this change may take`);
    this.name = 'LeaseTooShortError';
  }
}

const STORE_BACKOFF = { baseMs: 50, factor: 2, maxMs: 2_000, jitter: 0.5 };
const STORE_ATTEMPTS = 5;
const PASSING: readonly ApiErrorReason[] = [
  'Unreachable',
  'RequestTimeout',
  'InternalError',
  'ServiceUnavailable',
  'ServerTimeout',
  'Timeout',
  'TooManyRequests',
];

/** Failures after which the server may have carried out the write all the same. */
const DOUBTFUL: readonly ApiErrorReason[] = [
  'RequestTimeout',
  'Garbage',
  'InternalError',
  'ServiceUnavailable',
  'ServerTimeout',
  'Timeout',
];
/** Of a connection that never came about. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

function mayBeStored(error: unknown): boolean {
  if (error instanceof StalePlanError || error instanceof LeaseOverError) return false;
  // A call that was broken off throws its signal's reason.
  if (!isApiError(error)) return true;
  return error.reason === 'Unreachable' ? !NEVER_SENT.has(error.networkCode ?? '') : isApiError(error, ...DOUBTFUL);
}

/** A result of which nobody knows whether it is stored. */
class StoreInDoubtError extends Error {
  constructor(cause: unknown) {
    super(textOf(cause), { cause });
    this.name = 'StoreInDoubtError';
  }
}

async function storeOnce(context: RunEffectContext, primary: KubeObject, store: Store): Promise<KubeObject> {
  if (store.into === 'secret') {
    context.onSecret(await storeInSecret({ ...context, primary }, store));
    return primary;
  }
  const before = statusOf(primary);
  const patch = mergePatch(before, { ...before, ...store.patch });
  if (patch === undefined) return primary;
  const stored = await patchStatus(context, context.primaryType, primary, patch);
  if (stored === undefined) throw new StalePlanError('the object is gone', undefined);
  context.onPrimary(stored);
  return stored;
}

/** The primary as it is now, if it is still the same object: its status is ours to write whatever a user did to its spec meanwhile. */
async function refreshed(context: RunEffectContext, primary: KubeObject, error: unknown): Promise<KubeObject> {
  const live = await context.api.get(context.primaryType, primary.metadata, { signal: context.signal });
  if (live.metadata.uid !== primary.metadata.uid) throw error;
  return live;
}

/**
 * The effect has happened, so its result is not given up for an edit in between: a status store is tried again on the newest version, and
 * anything is as long as trying again can help. A Secret that somebody else changed is not: then the caller undoes.
 */
async function storeFirmly(context: RunEffectContext, before: KubeObject, store: Store): Promise<KubeObject> {
  let primary = before;
  let inDoubt = false;
  const failed = (error: unknown): unknown => (inDoubt ? new StoreInDoubtError(error) : error);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeOnce(context, primary, store);
    } catch (error) {
      inDoubt ||= mayBeStored(error);
      const isPassing = isApiError(error, ...PASSING);
      const isStaleStatus = store.into === 'status' && error instanceof StalePlanError && error.cause !== undefined;
      if (!(isPassing || isStaleStatus) || attempt >= STORE_ATTEMPTS) throw failed(error);
      try {
        if (isStaleStatus) primary = await refreshed(context, primary, error);
        await pause(context.clock, backoffDelay(STORE_BACKOFF, attempt, context.random), context.signal);
      } catch (why) {
        throw failed(why);
      }
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Undoes on a signal of its own: that of the pass may be aborted already, and be the very reason why storing failed. */
async function undo(context: RunEffectContext, handler: EffectHandler, result: EffectResult, why: unknown): Promise<void> {
  const late = new AbortController();
  const cancel = context.clock.after(handler.timeoutMs, () => {
    late.abort(new Error(`no answer within ${String(handler.timeoutMs)} ms`));
  });
  try {
    await result.undo?.(late.signal);
  } catch (error) {
    throw new Error(`its result could not be stored (${textOf(why)}), and undoing it failed too: ${textOf(error)}`, { cause: error });
  } finally {
    cancel();
  }
}

/**
 * Carries out one effect and stores what came of it. The order is the engine's: recognise what an earlier attempt already did, else run;
 * store everything; if storing fails for good, undo, so that nothing exists that nobody knows of. Where the store may have been carried out
 * (the answer was lost, the pass was broken off) nothing is undone: what is stored must not be of something that is gone. The next attempt
 * recognises what is there. Gives the events to tell.
 */
export async function runEffect(context: RunEffectContext, handler: EffectHandler, input: Json): Promise<readonly EventNote[]> {
  if (!context.leaseCovers(handler.timeoutMs)) throw new LeaseTooShortError(handler.timeoutMs);
  const late = new AbortController();
  const cancel = context.clock.after(handler.timeoutMs, () => {
    late.abort(new Error(`no answer within ${String(handler.timeoutMs)} ms`));
  });
  const signal = AbortSignal.any([context.signal, late.signal]);
  const effectContext: EffectContext = { primary: context.primary, signal, readSecret: context.readSecret };
  let result: EffectResult;
  try {
    result = (await handler.recognise?.(input, effectContext)) ?? (await handler.run(input, effectContext));
  } catch (error) {
    throw isStaleEffect(error) ? new StalePlanError(textOf(error), error) : error;
  } finally {
    cancel();
  }
  try {
    let { primary } = context;
    for (const store of result.stores) primary = await storeFirmly(context, primary, store);
  } catch (error) {
    if (error instanceof StoreInDoubtError) throw error.cause;
    await undo(context, handler, result, error);
    throw error;
  }
  return result.events ?? [];
}
