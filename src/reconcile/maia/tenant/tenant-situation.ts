import { findCondition } from '../../../kernel/condition.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { StepFailure } from '../../engine/contract.ts';
import type { ServerTenant } from '../admin-api.ts';
import { adminProblem } from './admin-problem.ts';
import { failureProblems } from './failure-problems.ts';
import { instanceProblem } from './instance-problem.ts';
import type { InstanceView } from './instance-view.ts';
import { instanceOf, type MaiaTenantObserved, type MaiaTenantPrimary } from './observe-tenant.ts';
import { storedTenantStatus } from './stored-tenant-status.ts';
import { worstProblem, type TenantProblem } from './tenant-problem.ts';
import { tenantWork, type TenantWork } from './tenant-work.ts';

/** A server error that lasts this long is no hiccup: the tenant has failed. Milliseconds. */
const PATIENCE_MS = 60_000;

const NO_WORK: TenantWork = { steps: [], problems: [], dueAt: [], unknown: [] };

/** Everything that the status, the events and the steps of a tenant are decided from. */
export interface TenantSituation {
  readonly primary: MaiaTenantPrimary;
  readonly observed: MaiaTenantObserved;
  readonly stored: MaiaTenantStatus;
  readonly work: TenantWork;
  /** Why it is not in step, the worst first; absent where it is. */
  readonly problem?: TenantProblem;
  /** As the server tells it. */
  readonly tenant?: ServerTenant;
  readonly now: number;
}

function lastingFailure({ conditions }: MaiaTenantStatus, problem: TenantProblem, now: number): TenantProblem {
  const synced = findCondition(conditions, 'Synced');
  const isOld =
    synced?.status === 'False' && synced.reason === problem.reason && now - Date.parse(synced.lastTransitionTime) >= PATIENCE_MS;
  return problem.reason === 'SyncFailed' && problem.kind === 'waits' && isOld ? { ...problem, kind: 'failed' } : problem;
}

function serverProblems(instance: InstanceView, { server }: MaiaTenantObserved): readonly TenantProblem[] {
  if (instance.state !== 'present' || server.state !== 'failed') return [];
  return [adminProblem(server.reason, server.message, instance.server)];
}

/** Works out how a tenant stands. */
export function tenantSituation(
  primary: MaiaTenantPrimary,
  observed: MaiaTenantObserved,
  now: number,
  failures: readonly StepFailure[],
): TenantSituation {
  const { instance, server } = observed;
  const stored = storedTenantStatus(primary);
  const waiting = instanceProblem(instance, instanceOf(primary));
  const isAnswered = instance.state === 'present' && server.state === 'answered';
  const work = isAnswered ? tenantWork(primary, observed, instance, server, now) : NO_WORK;
  const failed = isAnswered ? failureProblems(failures, instance.server) : [];
  const problems = waiting === undefined ? [...serverProblems(instance, observed), ...failed, ...work.problems] : [waiting];
  const worst = worstProblem(problems);
  const tenant = server.state === 'answered' ? server.tenant : undefined;
  return {
    primary,
    observed,
    stored,
    work,
    ...(worst === undefined ? {} : { problem: lastingFailure(stored, worst, now) }),
    ...(tenant === undefined ? {} : { tenant }),
    now,
  };
}
