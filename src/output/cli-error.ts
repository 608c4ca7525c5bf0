import type { ExitCode } from './exit-codes.ts';

/** What a user is told when a command cannot do its work. */
export interface CliErrorInit {
  readonly exit: ExitCode;
  /** What failed on which object: one line, no final full stop. */
  readonly message: string;
  /** Why, in a few words. */
  readonly why?: string | undefined;
  /** A command to run, or what to change. */
  readonly fix?: string | undefined;
  /** Shown with `-v`. */
  readonly details?: string | undefined;
  readonly cause?: unknown;
}

/** The one error type that commands throw on purpose. Anything else that reaches the top is a bug of this program and says so. */
export class CliError extends Error {
  readonly exit: ExitCode;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly details: string | undefined;

  constructor(init: CliErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'CliError';
    this.exit = init.exit;
    this.why = init.why;
    this.fix = init.fix;
    this.details = init.details;
  }
}

/** A {@link CliError} for wrong usage (exit 2). */
export function usageError(message: string, fix?: string): CliError {
  return new CliError({ exit: 2, message, fix });
}
