import { LIMIT_RANGE, NETWORK_POLICY, RESOURCE_QUOTA, STATEFUL_SET } from '../../kernel/builtin-types.ts';
import type { Manifest, Ref } from '../../kernel/kube-object.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { grownClaim } from '../../templates/neurallog/grown-claim.ts';
import { tenantNames } from '../../templates/neurallog/names.ts';
import { namespace } from '../../templates/neurallog/namespace.ts';
import { DEFAULT_DENY, networkPolicies } from '../../templates/neurallog/network-policies.ts';
import { limitRange, resourceQuota } from '../../templates/neurallog/quota.ts';
import { redisConfigMap } from '../../templates/neurallog/redis-config-text.ts';
import { redisReplicasService, redisService } from '../../templates/neurallog/redis-services.ts';
import { redisStatefulSet } from '../../templates/neurallog/redis-stateful-set.ts';
import { serverService } from '../../templates/neurallog/server.ts';
import type { Child, Step } from '../engine/contract.ts';
import { TENANT_FINALIZER } from './tenant-key.ts';
import { wantedServer, type TenantSituation } from './tenant-situation.ts';

export type TenantStep = Step<TenantStatus>;

function wave(manifests: readonly (Manifest | undefined)[]): readonly Child[] {
  return manifests.flatMap((manifest): Child[] => (manifest === undefined ? [] : [{ manifest, ownership: 'controlled' }]));
}

function apply(manifests: readonly (Manifest | undefined)[], more: { readonly optional?: true } = {}): readonly TenantStep[] {
  const children = wave(manifests);
  return children.length === 0 ? [] : [{ do: 'apply', wave: children, ...more }];
}

/** Policies of rules that are gone, and the quota with its defaults once there is no budget: the quota first, which needs them. */
function removals({ observed, values }: TenantSituation): readonly TenantStep[] {
  const own = { namespace: values.namespace };
  const wanted = new Set(networkPolicies(values).map(({ metadata }) => metadata.name));
  const gone = observed.policies
    .filter(({ metadata }) => !wanted.has(metadata.name) && metadata.deletionTimestamp === undefined)
    .map(({ metadata }): Ref => ({ type: NETWORK_POLICY, ...own, name: metadata.name }));
  const remove = (refs: readonly Ref[]): readonly TenantStep[] =>
    refs.length === 0 ? [] : [{ do: 'remove', refs, propagation: 'Background', optional: true }];
  const hasBudget = resourceQuota(values) !== undefined;
  return [
    ...remove(gone),
    ...remove(!hasBudget && observed.quota !== undefined ? [{ type: RESOURCE_QUOTA, ...own, name: tenantNames.quota }] : []),
    ...remove(!hasBudget && observed.limits !== undefined ? [{ type: LIMIT_RANGE, ...own, name: tenantNames.limits }] : []),
  ];
}

/** Claims first: the set is only made anew once every claim has taken the new size. Its pods and claims stay. */
function growthSteps({ values, volume }: TenantSituation): readonly TenantStep[] {
  const { growth } = volume;
  if (growth === undefined) return [];
  const claims = growth.claims.map(({ ordinal }): Child => ({ manifest: grownClaim(values, ordinal, growth.size), ownership: 'retained' }));
  const grow: readonly TenantStep[] = claims.length === 0 ? [] : [{ do: 'apply', wave: claims }];
  const set: Ref = { type: STATEFUL_SET, namespace: values.namespace, name: tenantNames.redis };
  return growth.remakesSet ? [...grow, { do: 'remove', refs: [set], propagation: 'Orphan' }] : grow;
}

/**
 * The steps that bring a tenant in step with its spec; none while the spec cannot be followed, nor in somebody else's namespace. Until the
 * namespace is closed to others (`default-deny-all`) nothing runs in it, and the defaults of containers are there before the quota that needs them.
 */
export function tenantSteps(situation: TenantSituation): readonly TenantStep[] {
  const { observed, problem, values } = situation;
  const found = observed.namespace;
  if (problem !== undefined || found.state === 'leftover') return [];
  // The engine refuses to write it, tells so, and comes back when it has gone.
  if (found.state === 'foreign') return found.looksOurs ? [] : apply([namespace(values)]);
  const hold: TenantStep = { do: 'hold', finalizer: TENANT_FINALIZER };
  if (found.state === 'ours' && found.live.metadata.deletionTimestamp !== undefined) return [hold];
  const policies = networkPolicies(values);
  return [
    hold,
    ...apply([namespace(values)]),
    ...apply([limitRange(values), policies.find(({ metadata }) => metadata.name === DEFAULT_DENY)]),
    ...apply([resourceQuota(values), ...policies.filter(({ metadata }) => metadata.name !== DEFAULT_DENY)], { optional: true }),
    ...removals(situation),
    // Stored before the pods change: they read it once, and would keep the old one for good.
    ...apply([redisConfigMap(values)]),
    ...apply([redisService(values), redisReplicasService(values), serverService(values)], { optional: true }),
    ...apply([redisStatefulSet(values), wantedServer(situation)], { optional: true }),
    ...growthSteps(situation),
  ];
}
