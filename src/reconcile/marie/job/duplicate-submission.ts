import type { GatewayRow } from '../gateway.ts';
import { isRowsOver } from './job-verdict.ts';

/** Another submission of the same attempt that the gateway lists: one that was held lost and turned up late, or the one made in its place. */
export interface DuplicateSubmission {
  readonly jobId: string;
  /** Under which it was submitted. */
  readonly reference: string;
  /** None of its tasks moves any more. */
  readonly isOver: boolean;
}

/** The submissions of an attempt beside the one that is followed, by their ids. `rows`: of the attempt, whichever submission they belong to. */
export function duplicatesOf(rows: readonly GatewayRow[], followed: string | undefined): readonly DuplicateSubmission[] {
  const others = Map.groupBy(
    rows.filter(({ dagId }) => dagId !== followed),
    ({ dagId }) => dagId,
  );
  return [...others]
    .map(([jobId, own]) => {
      const reference = own[0]?.metadata['ref_id'];
      return { jobId, reference: typeof reference === 'string' ? reference : '', isOver: isRowsOver(own) };
    })
    .toSorted((left, right) => (left.jobId < right.jobId ? -1 : 1));
}
