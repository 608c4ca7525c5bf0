import { isApiError } from '../../cluster/api-error.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { describeApiError } from './describe-api-error.ts';

/** oclif's parser marks its errors with an exit code and ends each message with a pointer to the help; flags that contradict each other get a heading. */
function parserMessage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const lines = error.message.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^(See more help|The following errors? occurred:$)/.test(line)).join(' ');
  // It writes switches with the value that they were read as.
  return said.replace(/^(--[\w-]+)=true (cannot also be provided)/, '$1 $2');
}

/** Whatever was thrown, as the one error that is shown. An unexpected one says that it is a bug of this program. */
export function explainError(error: unknown, about: { readonly bin: string }): CliError {
  if (error instanceof CliError) return error;
  if (isApiError(error)) return describeApiError(error, { verb: 'get', bin: about.bin });
  const usage = parserMessage(error);
  if (usage !== undefined) return new CliError({ exit: EXIT.usage, message: usage, fix: `${about.bin} help`, cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new CliError({
    exit: EXIT.general,
    message: `internal error: ${message}`,
    fix: 'this is a bug of the program: run again with -v 8 and report what it prints',
    details: error instanceof Error ? error.stack : undefined,
    cause: error,
  });
}
