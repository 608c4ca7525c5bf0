import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Step } from '../../engine/contract.ts';
import type { ServerKey, ServerTenant } from '../admin-api.ts';
import { tenantEffect } from './effect-types.ts';
import type { InstanceView } from './instance-view.ts';
import type { KeyContext } from './key-context.ts';
import { identityOf, instanceOf, type MaiaTenantObserved, type MaiaTenantPrimary } from './observe-tenant.ts';
import { rememberedSecrets } from './remembered-secrets.ts';
import { planKeys } from './plan-keys.ts';
import { rotationRequests } from './rotation-requests.ts';
import { serverPlan } from './server-plan.ts';
import type { ServerView } from './server-view.ts';
import type { TenantProblem } from './tenant-problem.ts';
import { unknownKeys } from './unknown-keys.ts';
import { tenantDifferences, wantedTenant } from './wanted-tenant.ts';

type Instance = Extract<InstanceView, { readonly state: 'present' }>;
type Answer = Extract<ServerView, { readonly state: 'answered' }>;
type TenantStep = Step<MaiaTenantStatus>;

/** Held as long as the tenant may be on the server. */
export const TENANT_FINALIZER = 'maia.cuemby.com/tenant-finalizer';

/** What is to be done at the server and in the Secrets, and what stands against it. */
export interface TenantWork {
  readonly steps: readonly TenantStep[];
  readonly problems: readonly TenantProblem[];
  readonly dueAt: readonly number[];
  /** Keys that nobody can revoke. */
  readonly unknown: readonly ServerKey[];
}

/** The keys of a tenant, as decisions about them need them. `entries`: those of the spec, none where the tenant goes. */
export function keyContext(
  primary: MaiaTenantPrimary,
  { secrets }: Pick<MaiaTenantObserved, 'secrets'>,
  { server }: Instance,
  answer: Answer,
  now: number,
): KeyContext {
  const isDeleted = primary.metadata.deletionTimestamp !== undefined;
  const { name: tenantName, namespace } = identityOf(primary);
  return {
    namespace,
    tenantName,
    tenantId: answer.tenant?.id ?? '',
    server,
    entries: isDeleted ? [] : primary.spec.apiKeys,
    secrets: new Map(secrets.map((secret) => [secret.name, secret])),
    listed: new Map(answer.keys.map((key) => [key.hash, key])),
    rotation: rotationRequests(primary),
    goesBecause: isDeleted ? 'its tenant is being deleted' : 'the spec names it no more',
    now,
  };
}

function switchStep({ spec }: MaiaTenantPrimary, { server }: Instance, tenant: ServerTenant): readonly TenantStep[] {
  const input = { server, tenantId: tenant.id };
  if (spec.suspended && tenant.status === 'active') {
    const note = `the tenant is suspended: ${spec.suspendReason ?? 'no reason is given'}`;
    return [{ do: 'effect', optional: true, effect: tenantEffect('suspend-tenant', { ...input, note }) }];
  }
  if (!spec.suspended && tenant.status === 'suspended') {
    return [{ do: 'effect', optional: true, effect: tenantEffect('activate-tenant', { ...input, note: 'the tenant is active again' }) }];
  }
  return [];
}

function statusProblem({ status }: ServerTenant): readonly TenantProblem[] {
  if (status === 'active' || status === 'suspended') return [];
  return [{ kind: 'waits', reason: 'SyncFailed', message: `the server says that the tenant is ${status}` }];
}

function rotationProblem({ problem }: KeyContext['rotation']): readonly TenantProblem[] {
  return problem === undefined ? [] : [{ kind: 'stuck', reason: 'APIKeySyncFailed', message: problem }];
}

/** What brings a tenant in step with its spec. A tenant that the server does not know (any more) is made first. */
export function tenantWork(
  primary: MaiaTenantPrimary,
  observed: MaiaTenantObserved,
  instance: Instance,
  answer: Answer,
  now: number,
): TenantWork {
  const { spec, status } = primary;
  const { server, tenancy } = instance;
  const wanted = wantedTenant(spec, identityOf(primary), instanceOf(primary).namespace);
  const secrets = rememberedSecrets(primary, observed);
  const steps: TenantStep[] = [{ do: 'hold', finalizer: TENANT_FINALIZER }];
  const { tenant } = answer;
  if (tenant === undefined) {
    const { defaultTokenBudget: planBudget } = serverPlan(spec.plan);
    const input = { server, identity: identityOf(primary), wanted, planBudget, dedicatedStorage: tenancy.dedicatedStorage, secrets };
    steps.push({ do: 'effect', effect: tenantEffect('create-tenant', input) });
    return { steps, problems: [], dueAt: [], unknown: [] };
  }
  if (tenantDifferences(wanted, tenant).length > 0) {
    steps.push({ do: 'effect', optional: true, effect: tenantEffect('replace-tenant', { server, tenantId: tenant.id, wanted }) });
  }
  steps.push(...switchStep(primary, instance, tenant));
  const remembered = status?.apiKeySecrets ?? [];
  if (secrets.some((name) => !remembered.includes(name))) {
    steps.push({ do: 'checkpoint', status: { apiKeySecrets: [...new Set([...remembered, ...secrets])].toSorted() } });
  }
  const context = keyContext(primary, observed, instance, answer, now);
  const keys = planKeys(context);
  return {
    steps: [...steps, ...keys.steps],
    problems: [...statusProblem(tenant), ...keys.problems, ...rotationProblem(context.rotation)],
    dueAt: keys.dueAt,
    unknown: unknownKeys(context),
  };
}
