import { compareQuantities } from '../../../kernel/quantity.ts';
import type { Claim, Volume } from './volume-types.ts';

/** The smallest free volume that fits a claim, or the one that is set aside for it. */
export function matchingVolume(claim: Claim, volumes: readonly Volume[]): Volume | undefined {
  const { namespace, name, uid } = claim.metadata;
  const fits = ({ spec, status, metadata }: Volume): boolean => {
    if (metadata.deletionTimestamp !== undefined) return false;
    const { claimRef } = spec;
    if (claimRef !== undefined) {
      if (claimRef.namespace !== namespace || claimRef.name !== name || (claimRef.uid ?? uid) !== uid) return false;
    } else if (status?.phase !== 'Available') return false;
    if (claim.spec.volumeName !== undefined && claim.spec.volumeName !== metadata.name) return false;
    const modes = spec.accessModes ?? [];
    const wanted = claim.spec.resources?.requests?.storage ?? '0';
    return (
      (spec.storageClassName ?? '') === (claim.spec.storageClassName ?? '') &&
      (spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem') &&
      (claim.spec.accessModes ?? []).every((mode) => modes.includes(mode)) &&
      (compareQuantities(spec.capacity?.storage ?? '0', wanted) ?? -1) >= 0
    );
  };
  let best: Volume | undefined;
  for (const volume of volumes) {
    if (!fits(volume)) continue;
    if (volume.spec.claimRef !== undefined) return volume;
    const smaller =
      best === undefined || (compareQuantities(volume.spec.capacity?.storage ?? '0', best.spec.capacity?.storage ?? '0') ?? 0) < 0;
    if (smaller) best = volume;
  }
  return best;
}
