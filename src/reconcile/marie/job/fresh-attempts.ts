import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';

type Attempt = Pick<MarieJobStatus, 'submissionRef' | 'lastAttemptTime'>;

/**
 * The attempts that this process has recorded and not sent. Only such a one is sent without looking: whatever else is recorded may have been
 * sent by a process that died. Lost with the process, which is the point of it.
 */
export interface FreshAttempts {
  add(uid: string, attempt: Attempt): void;
  has(uid: string, attempt: Attempt): boolean;
  /** Says whether it was there, and forgets it: nobody gets a second yes. */
  take(uid: string, attempt: Attempt): boolean;
}

/** An empty memory. */
export function freshAttempts(): FreshAttempts {
  const keys = new Set<string>();
  const keyOf = (uid: string, { submissionRef, lastAttemptTime }: Attempt): string =>
    `${uid} ${submissionRef ?? ''} ${lastAttemptTime ?? ''}`;
  return {
    add: (uid, attempt) => void keys.add(keyOf(uid, attempt)),
    has: (uid, attempt) => keys.has(keyOf(uid, attempt)),
    take: (uid, attempt) => keys.delete(keyOf(uid, attempt)),
  };
}
