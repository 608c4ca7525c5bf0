import { nextConditions } from '../../kernel/condition.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import type { Plan, StepFailure } from '../engine/contract.ts';
import { TROUBLE_MS } from './component-finding.ts';
import type { TenantObserved } from './observe-tenant.ts';
import { planDeletion } from './plan-deletion.ts';
import { tenantBlocker } from './tenant-blocker.ts';
import { tenantConditions } from './tenant-conditions.ts';
import { tenantEvents } from './tenant-events.ts';
import type { TenantPrimary } from './tenant-key.ts';
import { tenantPhase, type TenantPhase } from './tenant-phase.ts';
import { tenantSituation, type TenantSituation } from './tenant-situation.ts';
import { tenantSteps } from './tenant-steps.ts';

/** How often it is looked again, in milliseconds: while pods come up, and at what no watch tells of. */
const WAITING_MS = 15_000;
const UNSEEN_MS = 60_000;

/** When time alone, or what nothing tells of, may change what is to be said. */
function recheckAfter({ observed, troubles }: TenantSituation, phase: TenantPhase, now: number): number | undefined {
  const ends = troubles.map(({ since }) => since + TROUBLE_MS - now).filter((left) => left > 0);
  const found = observed.namespace;
  const isUnseen =
    observed.references.some(({ state }) => state === 'unknown') ||
    found.state === 'leftover' ||
    (found.state === 'foreign' && found.looksOurs);
  const delays = [...ends, ...(phase === 'Provisioning' ? [WAITING_MS] : []), ...(isUnseen ? [UNSEEN_MS] : [])];
  return delays.length === 0 ? undefined : Math.min(...delays);
}

/** Decides what is to be done for a tenant and what its status says. Pure. */
export function planTenant(
  primary: TenantPrimary,
  observed: TenantObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<TenantStatus> {
  const situation = tenantSituation(primary, observed, failures, now);
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(situation, now);
  const phase = tenantPhase(situation);
  const blocked = tenantBlocker(situation, phase);
  const conditions = tenantConditions(situation, phase, blocked);
  const generation = primary.metadata.generation ?? 0;
  const again = recheckAfter(situation, phase, now);
  return {
    steps: tenantSteps(situation),
    status: {
      phase,
      namespace: situation.values.namespace,
      serverStatus: situation.server.status,
      redisStatus: situation.redis.status,
      observedGeneration: generation,
      conditions: nextConditions(situation.stored?.conditions, conditions, generation, now),
    },
    events: tenantEvents(situation, conditions, phase),
    ...(again === undefined ? {} : { recheckAfter: again }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
