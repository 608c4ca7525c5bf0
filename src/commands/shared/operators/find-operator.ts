import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { holderOf } from '../../../reconcile/engine/lease.ts';
import { LEASE_OF_LABEL } from '../../../kernel/shard.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';

/** What is there of a system's operator. */
export interface FoundOperator {
  /** Its Deployments, wherever they are. */
  readonly deployments: readonly KubeObject[];
  /** Those of them that have a ready pod. */
  readonly ready: readonly KubeObject[];
  /** Its leases, and who holds those that are alive. */
  readonly leases: readonly KubeObject[];
  readonly holders: readonly NonNullable<ReturnType<typeof holderOf>>[];
}

/** Everything of that name; where the cluster may not be listed, the one in `home`; undefined where nothing may be read. */
async function named(
  api: KubeApi,
  type: ResourceType,
  name: string,
  home: string,
  signal: AbortSignal,
): Promise<readonly KubeObject[] | undefined> {
  try {
    return (await api.list(type, { fieldSelector: `metadata.name=${name}`, signal })).items;
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  try {
    return [await api.get(type, { namespace: home, name }, { signal })];
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** The leases of an operator's shards; none where they may not be listed. */
async function ofShards(api: KubeApi, { leaseName }: OperatorFacts, signal: AbortSignal): Promise<readonly KubeObject[]> {
  try {
    return (await api.list(LEASE, { labelSelector: `${LEASE_OF_LABEL}=${leaseName}`, signal })).items;
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return [];
    throw error;
  }
}

function isReady({ status }: KubeObject): boolean {
  return isJsonObject(status) && Number(status['readyReplicas'] ?? 0) > 0;
}

/**
 * Looks for an operator: Deployments and leases of its name. What may not be read is told by its plural. Rejects with the ApiError of a call
 * that failed otherwise.
 */
export async function findOperator(
  api: KubeApi,
  operator: OperatorFacts,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<Partial<FoundOperator> & { readonly hidden?: 'deployments' | 'leases' }> {
  const [deployments, whole, shards] = await Promise.all([
    named(api, DEPLOYMENT, operator.deployment, operator.namespace, signal),
    named(api, LEASE, operator.leaseName, operator.namespace, signal),
    ofShards(api, operator, signal),
  ]);
  const leases = whole === undefined ? undefined : [...whole, ...shards];
  // Elsewhere than in its own namespace a Deployment of that name may be anything.
  const own = deployments?.filter(
    ({ metadata, spec }) => metadata.namespace === operator.namespace || JSON.stringify(spec ?? {}).includes(operator.image),
  );
  return {
    ...(own !== undefined && { deployments: own, ready: own.filter(isReady) }),
    ...(leases !== undefined && { leases, holders: leases.flatMap((lease) => holderOf(lease, now) ?? []) }),
    ...(leases === undefined && { hidden: 'leases' as const }),
    ...(deployments === undefined && { hidden: 'deployments' as const }),
  };
}
