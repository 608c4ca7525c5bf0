import type { KubeObject } from '../../kernel/kube-object.ts';
import { compareQuantities } from '../../kernel/quantity.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import type { TenantValues } from '../../templates/neurallog/tenant-values.ts';
import type { RedisClaim, TenantObserved } from './observe-tenant.ts';

/** What must grow for Redis to have volumes of the size that the spec asks for. */
export interface VolumeGrowth {
  readonly size: string;
  /** Claims that ask for less. */
  readonly claims: readonly RedisClaim[];
  /** New pods would still get the old size: the set has to be made anew around its pods. */
  readonly remakesSet: boolean;
}

/** What can be asked of the API server for Redis' volumes. */
export interface VolumeFinding {
  /** What the claim template says: nothing in it can change while its set lives. */
  readonly template: TenantValues['redisVolume'];
  readonly growth?: VolumeGrowth;
  /** The size that the volumes have, where the spec asks for less. */
  readonly refusedShrink?: string;
  /** A volume is being made bigger. */
  readonly isResizing: boolean;
}

/** What is looked at of a claim's spec. */
interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

function isLess(left: string | undefined, right: string): boolean {
  return left !== undefined && (compareQuantities(left, right) ?? 0) < 0;
}

function requestOf(claim: KubeObject): string | undefined {
  return (claim['spec'] as ClaimSpec | undefined)?.resources?.requests?.['storage'];
}

function isResizing({ live }: RedisClaim): boolean {
  const request = requestOf(live);
  return (
    request !== undefined &&
    isLess((live['status'] as { readonly capacity?: Readonly<Record<string, string>> } | undefined)?.capacity?.['storage'], request)
  );
}

/** Compares Redis' live volumes with the spec. A bigger size is had by growing the claims and making the set anew; volumes never shrink. */
export function volumeFinding({ redis: spec }: TenantSpec, { claims, redis }: Pick<TenantObserved, 'claims' | 'redis'>): VolumeFinding {
  const size = String(spec.storage);
  const standing = claims.filter(({ live }) => live.metadata.deletionTimestamp === undefined);
  const template = (redis?.['spec'] as { readonly volumeClaimTemplates?: readonly { readonly spec?: ClaimSpec }[] } | undefined)
    ?.volumeClaimTemplates?.[0]?.spec;
  const current = template?.resources?.requests?.['storage'];
  const largest = [current, ...standing.map(({ live }) => requestOf(live))]
    .filter((amount) => amount !== undefined)
    .toSorted((left, right) => compareQuantities(right, left) ?? 0)[0];
  const small = standing.filter(({ live }) => isLess(requestOf(live), size));
  const remakesSet = redis?.metadata.deletionTimestamp === undefined && isLess(current, size);
  const className = template?.storageClassName;
  return {
    template: { size: current ?? size, ...(className === undefined ? {} : { storageClassName: className }) },
    ...(small.length > 0 || remakesSet ? { growth: { size, claims: small, remakesSet } } : {}),
    ...(largest !== undefined && isLess(size, largest) ? { refusedShrink: largest } : {}),
    isResizing: standing.some(isResizing),
  };
}
