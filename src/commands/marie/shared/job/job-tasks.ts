import { createMarieGateway } from '../../../../adapters/marie/marie-gateway.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { GatewayError, type GatewayRow } from '../../../../reconcile/marie/gateway.ts';
import { referencesOf } from '../../../../reconcile/marie/job/submission-reference.ts';
import type { Session } from '../../../shared/session.ts';
import { gatewayTarget, readCluster } from '../cluster-gateway.ts';
import type { JobState } from './job-state.ts';

/** A task of a job, as the gateway lists it now. */
export interface JobTask {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly on: string;
}

function taskOf({ id, metadata, state }: GatewayRow): JobTask {
  const { name, on } = metadata;
  return { id, state, name: typeof name === 'string' ? name : '', on: typeof on === 'string' ? on : '' };
}

/** The tasks of a job, in their order, from the gateway of its cluster. Throws a CliError: 8 where the gateway cannot be asked. */
export async function jobTasks(
  session: Session,
  { cluster, jobId, reference }: JobState,
  signal: AbortSignal,
): Promise<readonly JobTask[]> {
  if (cluster === undefined || (jobId === undefined && reference === undefined)) return [];
  const target = gatewayTarget(await readCluster(session, cluster, signal));
  const asked = reference === undefined ? [] : referencesOf(reference);
  const references = new Set<unknown>(asked);
  try {
    const { rows } = await createMarieGateway(session.outside()).listRows(target, signal, {
      references: asked,
      jobIds: jobId === undefined ? [] : [jobId],
    });
    return rows
      .filter(({ dagId, metadata }) => dagId === jobId || references.has(metadata['ref_id']))
      .toSorted((left, right) => right.jobLevel - left.jobLevel)
      .map(taskOf);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new CliError({
      exit: EXIT.unreachable,
      message: `the gateway of MarieCluster ${cluster} in namespace ${session.namespace} cannot be asked`,
      why: `${error.reason}: ${error.message}`,
      fix: `leave --tasks out, or look at the cluster: kubectl get marieclusters.marie.ai ${cluster} -n ${session.namespace} -o yaml`,
      cause: error,
    });
  }
}
