import type { Blocker, StepFailure } from './contract.ts';
import type { Action, StepsEnd } from './execute-plan.ts';

/** What came of a pass. */
export interface PassResult {
  readonly end: StepsEnd;
  /** It stored what is about to be done: the next pass belongs to it. */
  readonly unfinished?: true;
  readonly actions: readonly Action[];
  readonly failures: readonly StepFailure[];
  readonly blocked?: Blocker;
  readonly wroteStatus: boolean;
  /** The status differs but is held back for a moment, so that a burst of changes costs one write. */
  readonly statusPending?: true;
  /** Milliseconds until the key must be looked at again; absent: only when something wakes it. */
  readonly recheckAfter?: number;
}
