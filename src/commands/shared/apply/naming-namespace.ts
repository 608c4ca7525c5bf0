import { isApiError } from '../../../cluster/api-error.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';

const MISSING = /^namespaces "([^"]+)" not found/;

/** Rethrows the 404 that a write gets where the namespace itself is missing as an error that says so; anything else as it is. */
export async function namingNamespace<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const namespace = isApiError(error, 'NotFound') ? MISSING.exec(error.message)?.[1] : undefined;
    if (namespace === undefined) throw error;
    throw new CliError({
      exit: EXIT.notFound,
      message: `namespace ${namespace} not found`,
      fix: `kubectl create namespace ${namespace}, or choose another one with -n`,
      cause: error,
    });
  }
}
