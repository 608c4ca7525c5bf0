import { timestamp } from '../../../kernel/clock.ts';
import type { GroupDemand } from './group-demand.ts';
import type { ScaledGroup } from './scaled-group.ts';

/** The size that a group should have now. */
export interface GroupSize {
  readonly replicas: number;
  /** Since when fewer pods would do, where the group may shrink. */
  readonly idleSince?: string;
  /** When time alone makes it shrink, Unix milliseconds. */
  readonly shrinksAt?: number;
}

/** What is known of a group's present size. */
export interface PresentSize {
  /** `spec.replicas` of its live Deployment. */
  readonly live?: number;
  /** What its status says. */
  readonly stored?: { readonly replicas: number; readonly idleSince?: string };
}

/**
 * Decides a group's size. It grows at once to what the work asks for. It shrinks once fewer pods would have done for the idle time-out, and
 * only at a moment when nothing runs in it: which pod is busy cannot be known, and a pod that goes takes its work along. Where the gateway
 * cannot tell, it never shrinks. Pure; `now` is Unix milliseconds.
 */
export function groupSize(scaled: ScaledGroup, present: PresentSize, demand: GroupDemand | undefined, now: number): GroupSize {
  const { group, idleTimeoutMs, isAutoscaled, isExternal, isSuspended, max, min } = scaled;
  if (isSuspended) return { replicas: 0 };
  if (isExternal) return { replicas: present.live ?? group.replicas };
  if (!isAutoscaled) return { replicas: group.replicas };
  const clamp = (pods: number): number => Math.min(Math.max(pods, min), max);
  const current = clamp(present.live ?? present.stored?.replicas ?? group.replicas);
  const wanted = clamp(demand?.pods ?? 0);
  if (wanted >= current) return { replicas: wanted };
  const before = present.stored?.idleSince;
  if (demand?.running === undefined) return { replicas: current, ...(before === undefined ? {} : { idleSince: before }) };
  const since = before === undefined ? now : Math.min(Date.parse(before), now);
  const shrinksAt = since + idleTimeoutMs;
  const idleSince = timestamp(since);
  if (now >= shrinksAt && demand.running === 0) return { replicas: wanted };
  return { replicas: current, idleSince, ...(shrinksAt > now ? { shrinksAt } : {}) };
}
