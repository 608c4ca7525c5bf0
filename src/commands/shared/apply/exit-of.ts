import { EXIT } from '../../../output/exit-codes.ts';
import type { ExitCode } from '../../../output/exit-codes.ts';

/** The exit code of a command over several objects: none failed, all failed (the first one's own code), or some (10). */
export function exitOf(failures: readonly { readonly exit: ExitCode }[], total: number): ExitCode {
  const [first] = failures;
  if (first === undefined) return EXIT.ok;
  return failures.length === total ? first.exit : EXIT.partial;
}
