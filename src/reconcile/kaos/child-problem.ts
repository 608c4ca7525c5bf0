import type { StepFailure } from '../engine/contract.ts';
import type { Problem } from './problem.ts';

/** A child that could not be written. `isFinal`: only a person can mend it. */
export interface ChildProblem extends Problem {
  readonly kind: string;
  readonly name: string;
  readonly isFinal: boolean;
}

/** What to tell of a step that failed. */
export function childProblem({ code, kind = '', message, name = '', reason, stuck, subject }: StepFailure): ChildProblem {
  const isConflict = reason === 'ForeignObject';
  const words = isConflict ? `${subject} exists and belongs to somebody else` : `${subject}: ${message}`;
  const word = isConflict ? 'NameConflict' : code === 403 ? 'Forbidden' : 'ChildRefused';
  return { reason: word, message: words, kind, name, isFinal: stuck || isConflict };
}

/** The first failure about something that the object cannot do without: everything but its route. */
export function essentialProblem(failures: readonly StepFailure[]): ChildProblem | undefined {
  const found = failures.filter(({ kind, step }) => kind !== 'HTTPRoute' && (step === 'apply' || step === 'remove'));
  const [first] = found.toSorted((left, right) => Number(right.stuck) - Number(left.stuck) || (left.subject < right.subject ? -1 : 1));
  return first === undefined ? undefined : childProblem(first);
}
