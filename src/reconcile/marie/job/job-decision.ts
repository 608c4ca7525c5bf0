import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { Blocker, Step, StepFailure } from '../../engine/contract.ts';
import type { MarieJobObserved, MarieJobPrimary } from './observe-job.ts';

/** The status without what is worked out last. */
export type JobFacts = Omit<MarieJobStatus, 'conditions' | 'observedGeneration'>;

/** Everything that is decided from. */
export interface JobSituation {
  readonly primary: MarieJobPrimary;
  readonly observed: MarieJobObserved;
  readonly stored: MarieJobStatus;
  readonly now: number;
  readonly failures: readonly StepFailure[];
}

/** What is to be done for a job, and how it stands. */
export interface JobDecision {
  readonly steps: readonly Step<MarieJobStatus>[];
  readonly facts: JobFacts;
  /** What it waits for, or how it ended; absent where it has succeeded or is suspended. */
  readonly blocked?: Blocker;
  readonly recheckAfter?: number;
}

/** Milliseconds between looks while a job is at work or waits. */
export const LIVE_MS = 5_000;
/** Milliseconds between looks at what an event should tell. */
export const WAIT_MS = 10_000;

/** The stored status as facts, with changes; `undefined` drops a field. */
export function changed(
  { conditions: _conditions, observedGeneration: _generation, ...facts }: MarieJobStatus,
  change: { readonly [K in keyof JobFacts]?: JobFacts[K] | undefined },
): JobFacts {
  const merged = { ...facts, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as unknown as JobFacts;
}

/** What belongs to one attempt and goes with it. */
export const NO_ATTEMPT = {
  submissionRef: undefined,
  submission: undefined,
  submitterJobName: undefined,
  jobId: undefined,
  dagId: undefined,
  tasks: undefined,
  lastProgressTime: undefined,
  notListedSince: undefined,
  unreadableSince: undefined,
} as const;

/** A job that waits in a phase, and why. */
export function waiting(
  { stored }: JobSituation,
  phase: MarieJobStatus['phase'],
  blocked: Blocker,
  more: { readonly recheckAfter?: number; readonly change?: Parameters<typeof changed>[1]; readonly steps?: JobDecision['steps'] } = {},
): JobDecision {
  return {
    steps: more.steps ?? [],
    facts: changed(stored, { ...more.change, phase, message: blocked.message }),
    blocked,
    recheckAfter: more.recheckAfter ?? LIVE_MS,
  };
}
