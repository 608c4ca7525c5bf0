import type { V1PersistentVolumeClaim, V1PersistentVolumeClaimSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { compareQuantities } from '../../kernel/quantity.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { claimTerms } from '../shared/claim-terms.ts';

type Storage = NonNullable<AbiInstanceSpec['storage']>;

/** A wish that live volumes cannot follow. */
export interface VolumeRefusal {
  readonly reason: 'ShrinkForbidden' | 'ImmutableField';
  /** The field of the spec. */
  readonly field: string;
  readonly wanted: string;
  readonly live: string;
}

/** What can be asked of the API server for an instance's volumes, and what had to be refused. */
export interface VolumeTerms {
  readonly size: string;
  readonly storageClassName?: string;
  readonly accessModes: readonly string[];
  readonly refusals: readonly VolumeRefusal[];
}

function wishOf(storage: Storage): Omit<VolumeTerms, 'refusals'> {
  const { storageClassName, accessModes } = storage;
  return { size: String(storage.size), accessModes, ...(storageClassName === undefined ? {} : { storageClassName }) };
}

function modesRefusal(wanted: readonly string[], live: readonly string[]): readonly VolumeRefusal[] {
  const texts = [wanted, live].map((modes) => modes.toSorted().join(', '));
  const [wantedText = '', liveText = ''] = texts;
  return wantedText === liveText
    ? []
    : [{ reason: 'ImmutableField', field: 'spec.storage.accessModes', wanted: wantedText, live: liveText }];
}

/** Whether a claim has its volume. Until then nothing of it can be changed, not even its size (validation of core/v1). */
export function isBound(claim: KubeObject): boolean {
  return (claim['status'] as V1PersistentVolumeClaim['status'])?.phase === 'Bound';
}

/** The size that a claim asks for. */
export function requestedSize(claim: KubeObject): string | undefined {
  return (claim['spec'] as V1PersistentVolumeClaimSpec | undefined)?.resources?.requests?.['storage'];
}

/** The size that the volume of a claim has; undefined while it has none. */
export function volumeCapacity(claim: KubeObject): string | undefined {
  return (claim['status'] as V1PersistentVolumeClaim['status'])?.capacity?.['storage'];
}

/** The access modes of a claim. */
export function accessModesOf(claim: KubeObject): readonly string[] {
  return (claim['spec'] as V1PersistentVolumeClaimSpec | undefined)?.accessModes ?? [];
}

/** The terms of the one claim that the pods of a Deployment share: a live one may only grow, and only once it has its volume. */
export function sharedVolumeTerms(live: KubeObject | undefined, storage: Storage): VolumeTerms {
  const wish = wishOf(storage);
  const settled = claimTerms(live, wish);
  const { storageClassName, refusals } = settled;
  const size = live === undefined || isBound(live) ? settled.size : (requestedSize(live) ?? settled.size);
  const modes = (live?.['spec'] as V1PersistentVolumeClaimSpec | undefined)?.accessModes ?? wish.accessModes;
  const told = refusals.map(({ reason, wanted, live: current }): VolumeRefusal =>
    reason === 'StorageShrinkRefused'
      ? { reason: 'ShrinkForbidden', field: 'spec.storage.size', wanted, live: current }
      : { reason: 'ImmutableField', field: 'spec.storage.storageClassName', wanted, live: current },
  );
  return {
    size,
    ...(storageClassName === undefined ? {} : { storageClassName }),
    accessModes: modes,
    refusals: [...told, ...modesRefusal(wish.accessModes, modes)],
  };
}

function claimTemplate(set: KubeObject | undefined): V1PersistentVolumeClaimSpec | undefined {
  const spec = set?.['spec'] as { readonly volumeClaimTemplates?: readonly { readonly spec?: V1PersistentVolumeClaimSpec }[] } | undefined;
  return spec?.volumeClaimTemplates?.[0]?.spec;
}

/**
 * The terms of a StatefulSet's claim template. Nothing in it can change: those of a live set stand. A bigger size is had by growing the claims
 * and making the set anew (see `growth`), so it is no refusal here.
 */
export function templateVolumeTerms(set: KubeObject | undefined, storage: Storage): VolumeTerms {
  const wish = wishOf(storage);
  const live = claimTemplate(set);
  if (live === undefined) return { ...wish, refusals: [] };
  const size = live.resources?.requests?.['storage'] ?? wish.size;
  const className = live.storageClassName;
  const refusals: VolumeRefusal[] = [];
  if ((compareQuantities(wish.size, size) ?? 0) < 0) {
    refusals.push({ reason: 'ShrinkForbidden', field: 'spec.storage.size', wanted: wish.size, live: size });
  }
  if (wish.storageClassName !== undefined && wish.storageClassName !== className) {
    const current = className ?? "the cluster's default";
    refusals.push({ reason: 'ImmutableField', field: 'spec.storage.storageClassName', wanted: wish.storageClassName, live: current });
  }
  const modes = live.accessModes ?? wish.accessModes;
  return {
    size,
    ...(className === undefined ? {} : { storageClassName: className }),
    accessModes: modes,
    refusals: [...refusals, ...modesRefusal(wish.accessModes, modes)],
  };
}
