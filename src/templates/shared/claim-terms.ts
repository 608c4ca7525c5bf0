import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { compareQuantities } from '../../kernel/quantity.ts';

/**
 * On claims whose class we named. A claim's spec is immutable but for its size, and leaving out an applied field would remove it: this tells
 * that the class must be named for ever, even when the user no longer does.
 */
export const STORAGE_CLASS_ANNOTATION = 'aistack.dev/storage-class';

/** What the user asks of a claim. */
export interface ClaimWish {
  /** A quantity, as the user wrote it. */
  readonly size: string;
  readonly storageClassName?: string | undefined;
}

/** A wish that a live claim cannot follow. */
export interface ClaimRefusal {
  readonly reason: 'StorageShrinkRefused' | 'StorageClassChangeRefused';
  readonly wanted: string;
  readonly live: string;
}

/** What can be asked of the API server, and what had to be refused. */
export interface ClaimTerms {
  readonly size: string;
  readonly storageClassName?: string;
  readonly refusals: readonly ClaimRefusal[];
}

function settledClass(live: KubeObject, wanted: string | undefined): { readonly name?: string; readonly refusal?: ClaimRefusal } {
  const current = (live['spec'] as V1PersistentVolumeClaimSpec | undefined)?.storageClassName;
  // A claim that waits without a class may still be given one (KEP-3333).
  if (current === undefined) return wanted === undefined ? {} : { name: wanted };
  const named = live.metadata.annotations?.[STORAGE_CLASS_ANNOTATION] === undefined ? {} : { name: current };
  if (wanted === undefined || wanted === current) return named;
  return { ...named, refusal: { reason: 'StorageClassChangeRefused', wanted, live: current } };
}

/** What a claim may be: as wished where it is new; a live one can only grow and keeps its class. */
export function claimTerms(live: KubeObject | undefined, wish: ClaimWish): ClaimTerms {
  const { size, storageClassName } = wish;
  if (live === undefined) return { size, ...(storageClassName === undefined ? {} : { storageClassName }), refusals: [] };
  const { name, refusal } = settledClass(live, storageClassName);
  const requested = (live['spec'] as V1PersistentVolumeClaimSpec | undefined)?.resources?.requests?.['storage'];
  const shrinks = requested !== undefined && (compareQuantities(size, requested) ?? 0) < 0;
  const refusals: ClaimRefusal[] = shrinks ? [{ reason: 'StorageShrinkRefused', wanted: size, live: requested }] : [];
  return {
    size: shrinks ? requested : size,
    ...(name === undefined ? {} : { storageClassName: name }),
    refusals: refusal === undefined ? refusals : [...refusals, refusal],
  };
}
