import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { maiaTenantSpec } from '../../../../kinds/maia/tenant-spec.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import type { ObjectChange } from '../../../shared/change/change-object.ts';
import { refuseOwned } from '../../../shared/change/refuse-owned.ts';
import type { QuotaSetting } from './parse-quotas.ts';
import { planLimits } from './plan-limits.ts';
import type { QuotaField } from './plan-limits.ts';
import { limitText } from './print-quotas.ts';
import { QUOTA_FIELDS } from './quota-fields.ts';
import { ownLimit, planOf } from './quota-views.ts';

/** What a person asked for. */
export interface QuotaRequest {
  readonly settings: readonly QuotaSetting[];
  /** Also more than the plan allows. */
  readonly abovePlan: boolean;
  /** Take the fields over from a delivery tool. */
  readonly takeOver: boolean;
  readonly now: number;
}

/** Of limits the larger one is the more generous, and 0, which is none, the most. */
function isAbove(value: number, limit: number): boolean {
  if (limit === 0) return false;
  return value === 0 || value > limit;
}

function refuseAbovePlan(tenant: KubeObject, settings: readonly QuotaSetting[]): void {
  const plan = planOf(tenant);
  const limits = planLimits(plan);
  const above = settings.filter(({ quota, value }) => value !== null && isAbove(value, limits[quota.field]));
  if (above.length === 0) return;
  const told = above.map(
    ({ quota, value }) => `${quota.field}=${limitText(value ?? 0, quota)}, and the plan allows ${limitText(limits[quota.field], quota)}`,
  );
  throw new CliError({
    exit: EXIT.usage,
    message: `cannot set the quota of ${resourceName(tenant)}: more than plan ${plan} allows`,
    why: told.join('; '),
    fix: 'stay below it, give the tenant another plan (spec.plan), or say --force',
  });
}

/** What the API server fills in for `maxNamespaces` as soon as a tenant has any limit of its own. */
const NAMESPACES_DEFAULT = maiaTenantSpec.shape.quotas.unwrap().parse({}).maxNamespaces;

function ownLimits(tenant: KubeObject): ReadonlyMap<QuotaField, number> {
  const own = QUOTA_FIELDS.flatMap(({ field }) => {
    const limit = ownLimit(tenant, field);
    return limit === undefined ? [] : [[field, limit] as const];
  });
  return new Map(own);
}

/** The limits as they are to be: those that are not named stay as they are, also where they were the plan's. */
function wantedLimits(tenant: KubeObject, settings: readonly QuotaSetting[]): ReadonlyMap<QuotaField, number> {
  const wanted = new Map(ownLimits(tenant));
  const planNamespaces = planLimits(planOf(tenant)).maxNamespaces;
  if (wanted.size === 0 && planNamespaces > 0) wanted.set('maxNamespaces', planNamespaces);
  for (const { quota, value } of settings) {
    if (value === null) wanted.delete(quota.field);
    else wanted.set(quota.field, value);
  }
  const isBare = wanted.size === 0 || (wanted.size === 1 && ownLimits(tenant).size === 0 && settings.every(({ value }) => value === null));
  if (isBare) return new Map();
  if (!wanted.has('maxNamespaces')) wanted.set('maxNamespaces', NAMESPACES_DEFAULT);
  return wanted;
}

/** The change that gives a tenant limits of its own, or takes them away. */
export function quotaChange({ settings, abovePlan, takeOver, now }: QuotaRequest): ObjectChange {
  return {
    decide: (tenant) => {
      const before = ownLimits(tenant);
      const wanted = wantedLimits(tenant, settings);
      const different = QUOTA_FIELDS.filter(({ field }) => before.get(field) !== wanted.get(field));
      if (different.length === 0) return undefined;
      if (!abovePlan)
        refuseAbovePlan(
          tenant,
          settings.filter(({ quota }) => different.includes(quota)),
        );
      const because = 'it would set its own limit again';
      for (const { field } of different) {
        const owned = ['spec', 'quotas', field];
        refuseOwned(tenant, { verb: 'set the quota of', owned, field: `.${owned.join('.')}`, because, force: takeOver, now });
      }
      if (wanted.size === 0) return { spec: { quotas: null } };
      return { spec: { quotas: Object.fromEntries(different.map(({ field }) => [field, wanted.get(field) ?? null])) } };
    },
  };
}
