import type { V1ResourceQuotaSpec, V1ResourceQuotaStatus } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { parseQuantity, type NanoUnits } from '../../../../kernel/quantity.ts';
import type { Finding } from '../../../shared/plan/finding.ts';
import { addAmounts, amountsOf, podRequests, type Amounts } from '../fit/pod-requests.ts';
import type { PlacedPod } from '../fit/node-state.ts';

const ONE = 1_000_000_000n;

/** Scopes that pods of a server are in: they run without end and ask for something. */
const OURS: ReadonlySet<string> = new Set(['NotTerminating', 'NotBestEffort']);

/** What a pod takes of quotas, by their names for it. */
function quotaUse(pod: PlacedPod): Amounts {
  const use: Record<string, NanoUnits> = { pods: ONE, 'count/pods': ONE };
  for (const [name, amount] of Object.entries(pod.requests)) {
    use[`requests.${name}`] = amount;
    if (name === 'cpu' || name === 'memory') use[name] = amount;
  }
  for (const [name, amount] of Object.entries(podRequests(pod.spec, 'limits'))) use[`limits.${name}`] = amount;
  return use;
}

function times(amounts: Amounts, factor: bigint): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount * factor]));
}

/** Volumes that an instance is to have: how many, and of which size. */
export interface ClaimDemand {
  readonly count: number;
  readonly size: string;
}

/** An amount as a person reads it: the quantity of the quota where it is one, else in units. */
function amountText(amount: NanoUnits): string {
  if (amount % ONE !== 0n) return `${amount / 1_000_000n}m`;
  const whole = amount / ONE;
  for (const [size, unit] of [
    [1024n ** 3n, 'Gi'],
    [1024n ** 2n, 'Mi'],
  ] as const) {
    if (whole >= size && whole % size === 0n) return `${whole / size}${unit}`;
  }
  return String(whole);
}

/**
 * What quotas of the namespace would refuse: pods beyond them are not created. `present` are the instance's pods as they are, which the quotas
 * have counted; `claims` the volumes that would be new.
 */
export function quotaFindings(
  quotas: readonly KubeObject[],
  pod: PlacedPod,
  wanted: number,
  present: readonly PlacedPod[],
  claims: ClaimDemand | undefined,
): readonly Finding[] {
  const before = present.map(quotaUse).reduce(addAmounts, {});
  const more = addAmounts(times(quotaUse(pod), BigInt(wanted)), times(before, -1n));
  const newClaims = BigInt(claims?.count ?? 0);
  const volumes: Amounts = {
    persistentvolumeclaims: newClaims * ONE,
    'count/persistentvolumeclaims': newClaims * ONE,
    'requests.storage': newClaims * (parseQuantity(claims?.size ?? '0') ?? 0n),
  };
  const demand = addAmounts(more, volumes);
  return quotas.flatMap((quota): readonly Finding[] => {
    const spec = quota['spec'] as V1ResourceQuotaSpec | undefined;
    const status = quota['status'] as V1ResourceQuotaStatus | undefined;
    if (spec?.scopeSelector !== undefined || (spec?.scopes ?? []).some((scope) => !OURS.has(scope))) return [];
    const hard = amountsOf(status?.hard ?? spec?.hard);
    const used = amountsOf(status?.used);
    return Object.entries(hard).flatMap(([name, limit]): readonly Finding[] => {
      const [asked, has] = [demand[name] ?? 0n, used[name] ?? 0n];
      if (asked <= 0n || has + asked <= limit) return [];
      const { name: quotaName, namespace } = quota.metadata;
      const numbers = `${amountText(asked)} more are needed, ${amountText(has)} of ${amountText(limit)} are used`;
      const fix = `kubectl edit resourcequota ${quotaName} -n ${namespace ?? ''}`;
      return [
        { severity: 'error', reason: 'QuotaExceeded', message: `ResourceQuota ${quotaName} allows too little ${name}: ${numbers}`, fix },
      ];
    });
  });
}
