import type { MarieState } from './marie-row.ts';

/** What goes wrong, or takes how long, on purpose. Every switch is off, and every time as measured, until a test says otherwise. */
export interface MarieSwitches {
  /** The gateway does not answer: connections are cut. */
  down: boolean;
  /** Every answer comes this much later, in milliseconds. */
  slowMs: number;
  /** Every answer is a page of HTML. */
  garbage: boolean;
  /** Submissions get 500. */
  http500: boolean;
  /** Submissions are stored, and their answer never comes. */
  acceptThenHang: boolean;
  /** Submissions are acknowledged and never stored. */
  dropSubmissions: boolean;
  /** The database is away: lists are errors, submissions are acknowledged and lost. */
  dbDown: boolean;
  /** Milliseconds until the first row of a submission can be listed, and between one row and the next. */
  rowDelayMs: number;
  /** Working tasks of a job. */
  tasks: number;
  /** Milliseconds that a working task takes, where the submission's `test_sleep` (seconds) says nothing. */
  workMs: number;
  /** How often each working task fails before it succeeds. */
  failures: number;
  /** The state that working tasks come to where they do not fail: `expired` or `cancelled` as nobody has seen it happen. */
  endAs: MarieState;
  /** Active tasks never end. */
  stall: boolean;
  /** A stop cancels the rows that are not finished. The real one answers ok and does nothing. */
  honourStop: boolean;
  /** The list of all jobs, and of skipped ones, works. The real one's are always empty. */
  fixedEnum: boolean;
  /** A single row is told for ever as it was first asked for. */
  staleJobsXX: boolean;
  /** A task that was active when the gateway ended, or the first one after the database crashed, stays active for ever. */
  orphanAfterRestart: boolean;
  /** After a restart the last task of a job with a failed one becomes completed. */
  endCompletesAfterRestart: boolean;
}

/** The switches as the real gateway behaves. */
export function faithfulSwitches(): MarieSwitches {
  return {
    down: false,
    slowMs: 0,
    garbage: false,
    http500: false,
    acceptThenHang: false,
    dropSubmissions: false,
    dbDown: false,
    rowDelayMs: 50,
    tasks: 1,
    workMs: 3000,
    failures: 0,
    endAs: 'completed',
    stall: false,
    honourStop: false,
    fixedEnum: false,
    staleJobsXX: true,
    orphanAfterRestart: true,
    endCompletesAfterRestart: true,
  };
}
