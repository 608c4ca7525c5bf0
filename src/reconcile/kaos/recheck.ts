import type { Verdict } from './verdict.ts';
import type { WorkloadFinding } from './workload-finding.ts';

/** Whatever wakes may have been lost, what is not ready is looked at again after this many milliseconds. */
const SAFETY_MS = 5 * 60_000;

/** Milliseconds until time alone may change what is to be said; undefined where it does not. */
export function recheckAfter({ phase }: Verdict, { graceEnds }: WorkloadFinding, now: number): number | undefined {
  if (graceEnds !== undefined && graceEnds > now) return Math.min(graceEnds - now, SAFETY_MS);
  return phase === 'Ready' ? undefined : SAFETY_MS;
}
