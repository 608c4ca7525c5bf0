import { findCondition, nextConditions } from '../../../kernel/condition.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Blocker, Plan, StepFailure } from '../../engine/contract.ts';
import type { MaiaTenantObserved, MaiaTenantPrimary } from './observe-tenant.ts';
import { planTenantDeletion } from './plan-tenant-deletion.ts';
import { tenantConditions } from './tenant-conditions.ts';
import { tenantCounts } from './tenant-counts.ts';
import { tenantEvents } from './tenant-events.ts';
import { tenantPhase } from './tenant-phase.ts';
import { tenantSituation, type TenantSituation } from './tenant-situation.ts';

/** Milliseconds between looks at the server when all is well: counts, and what others changed there. */
const RESYNC_MS = 60_000;
const SOONEST_MS = 1_000;
const TROUBLED_MS = 30_000;

/** The delay grows with the time for which it has not worked, so that a server that has just come up is not kept waiting. */
function recheckAfter({ now, problem, stored, work }: TenantSituation): number {
  if (problem?.reason === 'AdminAPIUnavailable') return RESYNC_MS;
  if (problem !== undefined) {
    const synced = findCondition(stored.conditions, 'Synced');
    const lasted = synced?.status === 'False' ? now - Date.parse(synced.lastTransitionTime) : 0;
    return Math.min(Math.max(lasted, SOONEST_MS), TROUBLED_MS);
  }
  // One more millisecond: at the moment itself it has fallen due.
  return Math.max(SOONEST_MS, Math.min(RESYNC_MS, ...work.dueAt.map((moment) => moment - now + 1)));
}

/** A tenant that is suspended as its spec says is where it should be. */
function blockerOf({ primary, problem, tenant }: TenantSituation): Blocker | undefined {
  if (problem !== undefined) return problem;
  if (tenant === undefined) return { kind: 'waits', reason: 'Creating', message: 'the tenant is being made on the server' };
  const wanted = primary.spec.suspended ? 'suspended' : 'active';
  return tenant.status === wanted
    ? undefined
    : { kind: 'waits', reason: 'Switching', message: `the tenant is ${tenant.status} and is to be ${wanted}` };
}

/** Decides what is to be done for a tenant and what its status says. Pure. */
export function planTenant(
  primary: MaiaTenantPrimary,
  observed: MaiaTenantObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MaiaTenantStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planTenantDeletion(primary, observed, now, failures);
  const situation = tenantSituation(primary, observed, now, failures);
  const conditions = tenantConditions(situation);
  const generation = primary.metadata.generation ?? 0;
  const blocked = blockerOf(situation);
  return {
    steps: situation.work.steps,
    status: {
      phase: tenantPhase(situation),
      conditions: nextConditions(situation.stored.conditions, conditions, generation, now),
      ...tenantCounts(situation),
      observedGeneration: generation,
    },
    events: tenantEvents(situation, conditions),
    recheckAfter: recheckAfter(situation),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
