import { isApiError } from '../../../../cluster/api-error.ts';
import { JOB } from '../../../shared/describe-object/known-types.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';

/** Longest wait for a clean-up, in milliseconds: it also happens after Ctrl-C. */
const CLEAN_UP_MS = 10_000;

/** Removes a helper Job with its pods, also when the command was interrupted. What cannot be removed is told on stderr; it never throws. */
export async function removeJob(
  session: Session,
  job: { readonly name: string; readonly namespace: string },
  runtime: Pick<Runtime, 'stderr'>,
): Promise<void> {
  try {
    await session.api.remove(JOB, job, { propagation: 'Background', signal: AbortSignal.timeout(CLEAN_UP_MS) });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return;
    const why = error instanceof Error ? error.message : String(error);
    runtime.stderr(
      `warning: Job ${job.name} in namespace ${job.namespace} was not removed (${why}): kubectl delete job ${job.name} -n ${job.namespace}\n`,
    );
  }
}
