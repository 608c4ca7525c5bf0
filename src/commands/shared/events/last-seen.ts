import { formatAge } from '../../../output/age.ts';
import type { SeenEvent } from './seen-event.ts';

function ago(time: string, now: number): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? '<unknown>' : formatAge(Math.max(0, now - at));
}

/** When an event was seen last, and how often since when: `12s (x4 over 3m)`, as kubectl writes it. */
export function lastSeen({ count, first, last }: SeenEvent, now: number): string {
  return count > 1 ? `${ago(last, now)} (x${String(count)} over ${ago(first, now)})` : ago(last, now);
}
