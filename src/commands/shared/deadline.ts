import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';

/** Node's timers cannot wait longer than this (about 24.8 days): a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * One time limit for a whole command: a signal that is aborted after `timeoutMs` (negative: never), or when `signal` is.
 * `waitingFor` says what had not happened yet; it is asked when the time is over. Call `cancel` when done.
 */
export function deadline(timeoutMs: number, signal: AbortSignal, waitingFor: () => string): { signal: AbortSignal; cancel: () => void } {
  if (timeoutMs < 0) return { signal, cancel: () => undefined };
  const controller = new AbortController();
  const timer = setTimeout(
    () => {
      controller.abort(
        new CliError({
          exit: EXIT.timeout,
          message: `timed out after ${timeoutMs / 1000}s`,
          why: waitingFor(),
          fix: 'wait longer with --timeout, or look again with status',
        }),
      );
    },
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  );
  return { signal: AbortSignal.any([signal, controller.signal]), cancel: () => clearTimeout(timer) };
}
