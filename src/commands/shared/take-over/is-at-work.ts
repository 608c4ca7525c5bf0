import { isApiError } from '../../../cluster/api-error.ts';
import { LEASE } from '../../../kernel/builtin-types.ts';
import { pause } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { holderOf } from '../../../reconcile/engine/lease.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';
import type { TakenOver } from '../../../reconcile/engine/taken-over.ts';
import type { Taker } from './taker.ts';

/** A run that has scaled an operator down takes its lease within this time, or puts it back. */
export const TAKING_MS = 120_000;
/** Longer than any lease of ours lasts. */
const WATCH_MS = 20_000;
const POLL_MS = 1_000;

/** The leases of an operator, wherever they may be seen; none where no lease may be. */
export async function operatorLeases(
  { session: { api } }: Pick<Taker, 'session'>,
  operator: OperatorFacts,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  try {
    return (await api.list(LEASE, { fieldSelector: `metadata.name=${operator.leaseName}`, signal })).items;
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  try {
    return [await api.get(LEASE, { namespace: operator.namespace, name: operator.leaseName }, { signal })];
  } catch (error) {
    if (isApiError(error, 'NotFound', 'Forbidden')) return [];
    throw error;
  }
}

function heldBy(leases: readonly KubeObject[], identity: string, now: number): KubeObject | undefined {
  return leases.find((lease) => holderOf(lease, now)?.identity === identity);
}

/** Whether the run that has taken over is likely to be alive: it holds a lease, or it began so short a while ago that it may not have one yet. */
export async function isAtWork(taker: Taker, operator: OperatorFacts, taken: TakenOver, signal: AbortSignal): Promise<boolean> {
  const now = taker.clock.now();
  if (heldBy(await operatorLeases(taker, operator, signal), taken.by, now) !== undefined) return true;
  return now - taken.at < TAKING_MS;
}

/**
 * Whether the run that has taken over still renews its lease. One that holds none is over, and so is one whose lease is not renewed for as long
 * as it lasts: that is waited for.
 */
export async function stillRenews(taker: Taker, operator: OperatorFacts, taken: TakenOver, signal: AbortSignal): Promise<boolean> {
  const { clock, tell } = taker;
  const until = clock.monotonic() + WATCH_MS;
  let seen: string | undefined;
  for (;;) {
    const lease = heldBy(await operatorLeases(taker, operator, signal), taken.by, clock.now());
    if (lease === undefined) return false;
    const version = lease.metadata.resourceVersion;
    if (seen === undefined)
      tell(`${taken.by} holds lease ${lease.metadata.namespace ?? ''}/${lease.metadata.name}: looking whether it renews it\n`);
    if (seen !== undefined && seen !== version) return true;
    seen = version;
    if (clock.monotonic() >= until) return false;
    await pause(clock, POLL_MS, signal);
  }
}
