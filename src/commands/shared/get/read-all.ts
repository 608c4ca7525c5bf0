import { isApiError } from '../../../cluster/api-error.ts';
import { CliError } from '../../../output/cli-error.ts';
import { forServed } from '../for-served.ts';
import type { Reading } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Target } from '../targets.ts';

/** What was read of several targets. */
export interface AllRead<T> {
  readonly results: readonly { readonly target: Target; readonly result: T }[];
  /** What may not be read, in words; empty where everything was. */
  readonly leftOut: readonly string[];
}

/**
 * Reads each target, all at once. Types that the cluster does not serve are passed over with a warning; types that may not be read are named in
 * `leftOut`. If nothing at all can be read, or the only target not, its error is thrown.
 */
export async function readAll<T extends Pick<Reading, 'leftOut'>>(
  targets: readonly Target[],
  runtime: Pick<Runtime, 'stderr'>,
  read: (target: Target) => Promise<T>,
): Promise<AllRead<T>> {
  const outcomes = await forServed(targets, runtime, async (target): Promise<T | CliError> => {
    try {
      return await read(target);
    } catch (error) {
      if (error instanceof CliError && isApiError(error.cause, 'Forbidden')) return error;
      throw error;
    }
  });
  const results: { target: Target; result: T }[] = [];
  const leftOut: string[] = [];
  let refusal: CliError | undefined;
  for (const { target, result } of outcomes) {
    if (result instanceof CliError) {
      refusal ??= result;
      leftOut.push(
        target.names.length === 0 ? target.kind.plural : target.names.map((name) => `${target.kind.singular}/${name}`).join(', '),
      );
    } else {
      results.push({ target, result });
      if (result.leftOut !== undefined) leftOut.push(result.leftOut);
    }
  }
  if (refusal !== undefined && results.length === 0) throw refusal;
  return { results, leftOut };
}

/** The one line about what was left out. */
export function partialWarning(leftOut: readonly string[]): string {
  return `warning: you may not read everything; left out: ${leftOut.join(', ')}\n`;
}
