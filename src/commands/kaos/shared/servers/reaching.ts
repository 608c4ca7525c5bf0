import type { ServicePort } from '../../../../cluster/service-caller.ts';
import { isApiError } from '../../../../cluster/api-error.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import type { Session } from '../../../shared/session.ts';
import { SERVICE_PROXY } from './reach-rights.ts';

/** Runs what asks a server. What was in the way of reaching it is told with the server: 5 where the user may not, else 8. */
export async function reaching<T>(
  session: Session,
  { label, server }: { readonly label: string; readonly server: ServicePort },
  verb: 'get' | 'create',
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isApiError(error)) throw error;
    if (error.reason === 'Forbidden' || error.reason === 'Unauthorized') {
      const { name, namespace } = server;
      return await session.during({ verb, type: SERVICE_PROXY, namespace, name }, () => Promise.reject(error));
    }
    throw new CliError({
      exit: EXIT.unreachable,
      message: `${label} cannot be reached`,
      why: error.message,
      fix: `kubectl get endpoints,pods -n ${server.namespace}; -v 1 shows the way that was taken`,
      cause: error,
    });
  }
}
