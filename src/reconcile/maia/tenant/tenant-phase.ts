import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { TenantSituation } from './tenant-situation.ts';

export type TenantPhase = MaiaTenantStatus['phase'];

/**
 * The phase: what the server says, once everything was in step for the first time. A server that cannot be asked just now changes nothing;
 * an instance that does not exist does.
 */
export function tenantPhase({ observed, problem, stored, tenant }: TenantSituation): TenantPhase {
  if (problem?.kind === 'failed') return 'Failed';
  const { state } = observed.instance;
  if (state === 'absent' || state === 'terminating') return 'Pending';
  if (tenant === undefined) return stored.tenantId === undefined ? 'Pending' : stored.phase;
  if (problem !== undefined && stored.phase === 'Pending') return 'Pending';
  if (tenant.status === 'suspended') return 'Suspended';
  return tenant.status === 'active' ? 'Active' : stored.phase;
}
