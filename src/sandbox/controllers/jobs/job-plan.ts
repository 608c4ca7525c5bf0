/** What of a Job and its pods decides what is to be done. Pods that were counted are not among these. */
export interface JobFacts {
  readonly parallelism: number;
  /** Undefined: any success is enough once nothing runs (a work queue). */
  readonly completions: number | undefined;
  readonly suspended: boolean;
  readonly active: number;
  /** Pods that still go away. */
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly backoffLimit: number;
  /** Restarts of containers, where the pods restart them themselves (`OnFailure`); undefined otherwise. */
  readonly restarts: number | undefined;
  /** Milliseconds since it began; undefined before. */
  readonly age: number | undefined;
  readonly activeDeadline: number | undefined;
  /** Reason and message of a condition `FailureTarget` that is set already. */
  readonly doomed: JobFailure | undefined;
}

/** Why a Job has failed. */
export interface JobFailure {
  readonly reason: string;
  readonly message: string;
}

/** What to do with a Job. `stop`: delete that many pods; `start`: create that many. */
export type JobStep =
  | { readonly do: 'fail'; readonly failure: JobFailure; readonly final: boolean }
  | { readonly do: 'succeed'; readonly final: boolean }
  | { readonly do: 'suspend' }
  | { readonly do: 'run'; readonly start: number; readonly stop: number };

const TOO_OFTEN: JobFailure = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
const TOO_LONG: JobFailure = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };

function failureOf(facts: JobFacts): JobFailure | undefined {
  const { failed, backoffLimit, restarts, age, activeDeadline } = facts;
  if (facts.doomed !== undefined) return facts.doomed;
  const restartedTooOften = restarts !== undefined && restarts > 0 && restarts >= backoffLimit;
  if (failed > backoffLimit || restartedTooOften) return TOO_OFTEN;
  return !facts.suspended && age !== undefined && activeDeadline !== undefined && age >= activeDeadline ? TOO_LONG : undefined;
}

/** Decides about a Job as Kubernetes' controller does (kubernetes, `syncJob`): failure first, then success, then the number of pods. */
export function planJob(facts: JobFacts): JobStep {
  const { completions, succeeded, active, terminating, parallelism } = facts;
  const gone = active === 0 && terminating === 0;
  const failure = failureOf(facts);
  if (failure !== undefined) return { do: 'fail', failure, final: gone };
  const enough = completions === undefined ? succeeded > 0 && active === 0 : succeeded >= completions;
  if (enough) return { do: 'succeed', final: gone };
  if (facts.suspended) return { do: 'suspend' };
  const open = completions === undefined ? parallelism : completions - succeeded;
  const wanted = completions === undefined && succeeded > 0 ? active : Math.min(parallelism, open);
  return { do: 'run', start: Math.max(0, wanted - active - terminating), stop: Math.max(0, active - wanted) };
}

/** Milliseconds that a Job waits after its last failed pods before it makes new ones. */
export function jobBackOff(failed: number, first: number): number {
  return failed <= 0 ? 0 : Math.min(first * 2 ** Math.min(failed - 1, 16), first * 60);
}
