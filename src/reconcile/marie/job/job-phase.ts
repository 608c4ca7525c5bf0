import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';

/** The phases that a job never leaves. */
const ENDED: ReadonlySet<MarieJobStatus['phase']> = new Set(['Succeeded', 'Failed', 'Cancelled']);

/** Whether a job is over. */
export function isEnded(phase: MarieJobStatus['phase']): boolean {
  return ENDED.has(phase);
}
