import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { stuckProblem } from './step-failures.ts';
import type { TenantSituation } from './tenant-situation.ts';

export type TenantPhase = TenantStatus['phase'];

/** The phase of a tenant that is not being deleted: the first rule that fits. */
export function tenantPhase({ failures, isAtRest, observed, problem, redis, server, values }: TenantSituation): TenantPhase {
  const found = observed.namespace;
  const phases = [server.status.phase, redis.status.phase];
  if (problem !== undefined || found.state === 'foreign' || stuckProblem(failures.namespace) !== undefined) return 'Failed';
  if (found.state === 'absent') return 'Pending';
  if (found.state === 'leftover' || found.live.metadata.deletionTimestamp !== undefined) return 'Provisioning';
  if (phases.includes('Failed')) return 'Failed';
  if (values.suspended) return isAtRest ? 'Suspended' : 'Provisioning';
  return phases.every((phase) => phase === 'Running' || phase === 'Degraded') ? 'Running' : 'Provisioning';
}
