import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';

/** The error of a run whose right to write came to an end: exit 6, with the reason of its signal. */
export function leaseLost({ reason }: AbortSignal): CliError {
  if (reason instanceof CliError) return reason;
  return new CliError({
    exit: EXIT.conflict,
    message: 'stopped: the lease was lost',
    why: reason instanceof Error ? reason.message : undefined,
    fix: 'look who holds it: kubectl get leases -A',
  });
}
