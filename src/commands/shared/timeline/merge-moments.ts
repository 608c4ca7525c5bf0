import { naturalOrder } from '../../../output/natural-order.ts';
import type { Moment, MomentType } from './moment.ts';

/** Which moments are wanted. */
export interface MomentFilter {
  readonly types: readonly MomentType[];
  /** Unix milliseconds; absent: however old. */
  readonly since: number | undefined;
}

/** Of what happened in one second: cause before effect. */
const RANK: Readonly<Record<MomentType, number>> = { spec: 0, reconcile: 1, event: 2, condition: 3 };

function compare(left: Moment, right: Moment): number {
  return (
    Date.parse(left.at) - Date.parse(right.at) ||
    RANK[left.what] - RANK[right.what] ||
    naturalOrder(left.object.kind, right.object.kind) ||
    naturalOrder(left.object.name, right.object.name) ||
    naturalOrder(JSON.stringify(left), JSON.stringify(right))
  );
}

/** The wanted moments as one list, the oldest first; what happened at the same time stands in an order that never changes. */
export function mergeMoments(moments: readonly Moment[], { types, since }: MomentFilter): readonly Moment[] {
  return moments
    .filter(({ at, what }) => types.includes(what) && !Number.isNaN(Date.parse(at)) && (since === undefined || Date.parse(at) >= since))
    .toSorted(compare);
}
