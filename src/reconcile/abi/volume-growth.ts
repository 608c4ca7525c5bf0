import type { KubeObject } from '../../kernel/kube-object.ts';
import { compareQuantities } from '../../kernel/quantity.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { isBound, requestedSize, volumeCapacity } from '../../templates/abi/volume-terms.ts';
import type { AbiInstanceObserved, OrdinalClaim } from './observe-instance.ts';
import type { WorkloadChoice } from './workload-choice.ts';

/** What must grow for the pods of a StatefulSet to have volumes of the size that the spec asks for. */
export interface VolumeGrowth {
  readonly size: string;
  /** Claims that ask for less and may ask for more: they have their volume. */
  readonly claims: readonly OrdinalClaim[];
  /** New pods would still get the old size: the set has to be made anew around its pods. */
  readonly remakesSet: boolean;
}

function isLess(left: string | undefined, right: string): boolean {
  return left !== undefined && (compareQuantities(left, right) ?? 0) < 0;
}

/** What must grow; undefined where nothing has to. Volumes never shrink. */
export function volumeGrowth(
  { storage }: AbiInstanceSpec,
  { claims, live }: AbiInstanceObserved,
  choice: WorkloadChoice,
): VolumeGrowth | undefined {
  if (choice.kind !== 'StatefulSet' || storage === undefined) return undefined;
  const size = String(storage.size);
  const less = claims.filter(({ live: claim }) => claim.metadata.deletionTimestamp === undefined && isLess(requestedSize(claim), size));
  const small = less.filter(({ live: claim }) => isBound(claim));
  const remakesSet = small.length === less.length && live.statefulSet !== undefined && isLess(choice.volume?.size, size);
  return small.length > 0 || remakesSet ? { size, claims: small, remakesSet } : undefined;
}

/** Whether a live claim has less than it asks for: its volume is being made bigger. */
export function isResizing(claim: KubeObject | undefined): boolean {
  const capacity = claim === undefined ? undefined : volumeCapacity(claim);
  const request = claim === undefined ? undefined : requestedSize(claim);
  return request !== undefined && isLess(capacity, request);
}
