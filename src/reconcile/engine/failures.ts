import { isApiError, type ApiErrorReason } from '../../cluster/api-error.ts';
import type { EffectFailure, StepFailure } from './contract.ts';

/** Reasons that only a person can mend: trying again with the same intent would fail the same way. */
const STUCK: ReadonlySet<string> = new Set<ApiErrorReason | 'ForeignObject' | 'NotServed'>([
  'BadRequest',
  'ForeignObject',
  'Forbidden',
  'Invalid',
  'MethodNotAllowed',
  'NotServed',
  'UnsupportedMediaType',
]);

/** Server-side apply of a field that the schema does not have is answered with 500 (measured on 1.36), though only the user can mend it. */
const UNTYPED = /failed to create typed patch object|field not declared in schema/;

/** Thrown by a step when the object exists and belongs to somebody else. */
export class ForeignObjectError extends Error {
  constructor(subject: string, owner: string | undefined) {
    super(`${subject} exists and is not ours${owner === undefined ? '' : `: it belongs to ${owner}`}`);
    this.name = 'ForeignObjectError';
  }
}

/** Thrown by a step whose type the cluster does not serve. */
export class NotServedError extends Error {
  constructor(what: string) {
    super(`the cluster does not serve ${what}`);
    this.name = 'NotServedError';
  }
}

/** What the plan saw is no longer what the server holds: nothing was done, plan anew. */
export class StalePlanError extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what} changed while it was being worked on`, { cause });
    this.name = 'StalePlanError';
  }
}

function isEffectFailure(error: unknown): error is EffectFailure {
  return (
    error instanceof Error && 'reason' in error && typeof error.reason === 'string' && 'stuck' in error && typeof error.stuck === 'boolean'
  );
}

/** Whether an effect's handler says that what the plan saw has changed. */
export function isStaleEffect(error: unknown): boolean {
  return isEffectFailure(error) && error.reason === 'Stale';
}

/** What names a step in memory and in messages. */
export interface StepSubject {
  readonly step: StepFailure['step'];
  readonly subject: string;
  readonly kind?: string;
  readonly name?: string;
  readonly intentHash?: string;
}

function reasonOf(error: unknown): string {
  if (error instanceof ForeignObjectError) return 'ForeignObject';
  if (error instanceof NotServedError) return 'NotServed';
  if (isEffectFailure(error)) return error.reason;
  if (!isApiError(error)) return 'Unknown';
  return error.reason === 'InternalError' && UNTYPED.test(error.message) ? 'Invalid' : error.reason;
}

/** A thrown value as the data that planners see. */
export function failureOf(subject: StepSubject, error: unknown): StepFailure {
  const reason = reasonOf(error);
  return {
    ...subject,
    reason,
    code: isApiError(error) ? error.code : 0,
    message: error instanceof Error ? error.message : String(error),
    causes: isApiError(error)
      ? error.causes.map(({ field, message }) => ({
          ...(field === undefined ? {} : { field }),
          ...(message === undefined ? {} : { message }),
        }))
      : [],
    stuck: isEffectFailure(error) ? error.stuck : STUCK.has(reason),
  };
}

/** The last failure of each step of one primary, until the step succeeds or its intent changes. */
export interface FailureMemory {
  all(): readonly StepFailure[];
  /** The stuck failure that makes trying again pointless, if there is one for this very intent. */
  standing(subject: StepSubject): StepFailure | undefined;
  record(failure: StepFailure): void;
  clear(subject: StepSubject): void;
  /** Forgets what is no longer part of the plan. */
  keepOnly(subjects: ReadonlySet<string>): void;
  /** Lets stuck steps be tried again: at a resync, or when what they stumbled over changed. */
  unlock(subject?: string): void;
}

function memoryKey({ step, subject }: Pick<StepSubject, 'step' | 'subject'>): string {
  return `${step} ${subject}`;
}

/** The key by which {@link FailureMemory.keepOnly} knows a step. */
export const failureKey: (subject: Pick<StepSubject, 'step' | 'subject'>) => string = memoryKey;

/** An empty memory. */
export function createFailureMemory(): FailureMemory {
  const failures = new Map<string, StepFailure>();
  const unlocked = new Set<string>();
  return {
    all: () => [...failures.values()],
    standing: (subject) => {
      const key = memoryKey(subject);
      const failure = failures.get(key);
      if (failure === undefined || !failure.stuck || unlocked.has(key)) return undefined;
      return failure.intentHash === subject.intentHash ? failure : undefined;
    },
    record: (failure) => {
      const key = memoryKey(failure);
      failures.set(key, failure);
      unlocked.delete(key);
    },
    clear: (subject) => {
      failures.delete(memoryKey(subject));
      unlocked.delete(memoryKey(subject));
    },
    keepOnly: (subjects) => {
      for (const key of failures.keys()) if (!subjects.has(key)) failures.delete(key);
    },
    unlock: (subject) => {
      for (const [key, failure] of failures) if (subject === undefined || failure.subject === subject) unlocked.add(key);
    },
  };
}
