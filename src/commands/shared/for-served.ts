import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';
import type { Target } from './targets.ts';

/**
 * Calls `read` for each target, all at once. Where several types are asked for, one that the cluster does not serve is passed over
 * with a warning; if it serves none of them, or the only one not, its error is thrown.
 */
export async function forServed<T>(
  targets: readonly Target[],
  runtime: Pick<Runtime, 'stderr'>,
  read: (target: Target) => Promise<T>,
): Promise<readonly { readonly target: Target; readonly result: T }[]> {
  const served: { target: Target; result: T }[] = [];
  const unserved: CliError[] = [];
  const outcomes = await Promise.all(
    targets.map(async (target): Promise<{ target: Target; result: T } | CliError> => {
      try {
        return { target, result: await read(target) };
      } catch (error) {
        if (error instanceof CliError && error.exit === EXIT.notServed) return error;
        throw error;
      }
    }),
  );
  for (const outcome of outcomes) {
    if (outcome instanceof CliError) unserved.push(outcome);
    else served.push(outcome);
  }
  const [first] = unserved;
  if (first !== undefined && served.length === 0) throw first;
  for (const error of unserved) runtime.stderr(`warning: ${error.message}\n`);
  return served;
}
