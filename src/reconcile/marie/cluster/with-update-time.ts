import { timestamp } from '../../../kernel/clock.ts';
import { canonicalJson } from '../../../kernel/hash.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';

/** The status with the moment of its last change: it moves only when anything else does, or every pass would write the status. */
export function withUpdateTime(
  status: Omit<MarieClusterStatus, 'lastUpdateTime'>,
  stored: MarieClusterStatus | undefined,
  now: number,
): MarieClusterStatus {
  const { lastUpdateTime, ...before } = stored ?? {};
  const isSame = lastUpdateTime !== undefined && canonicalJson(before) === canonicalJson(status);
  return { ...status, lastUpdateTime: isSame ? lastUpdateTime : timestamp(now) };
}
