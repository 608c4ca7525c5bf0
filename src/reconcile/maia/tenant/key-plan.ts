import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Step } from '../../engine/contract.ts';
import type { KeyRecord } from './key-records.ts';
import type { TenantProblem } from './tenant-problem.ts';

/** What is to be done about some keys. All of it is optional: one key that cannot be had does not hold up the others. */
export interface KeyPlan {
  readonly steps: readonly Step<MaiaTenantStatus>[];
  readonly problems: readonly TenantProblem[];
  /** Unix milliseconds at which something falls due: an expiry, the end of a grace. */
  readonly dueAt: readonly number[];
  /** A key that is as it should be, and what its Secret should say about it. */
  readonly noted?: KeyRecord;
}

export const NO_KEY_PLAN: KeyPlan = { steps: [], problems: [], dueAt: [] };

/** Several of them as one. */
export function joinKeyPlans(plans: readonly KeyPlan[]): KeyPlan {
  return {
    steps: plans.flatMap(({ steps }) => steps),
    problems: plans.flatMap(({ problems }) => problems),
    dueAt: plans.flatMap(({ dueAt }) => dueAt),
  };
}
