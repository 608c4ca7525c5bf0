import { timestamp } from '../../../kernel/clock.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import type { Claim, Volume } from './volume-types.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const PROTECTION = 'kubernetes.io/pv-protection';

/**
 * The life of PersistentVolumes after their claims: released, and deleted where the policy says so. Keeps bound ones from going.
 *
 * @param forgetClaim called when the data of a claim is to go.
 */
export function volumeController(hands: Hands, forgetClaim: (namespace: string, name: string) => void): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'persistentvolume-controller' });
  const phase = (volume: Volume, next: string): void => {
    if (volume.status?.phase === next) return;
    writer.updateStatus(VOLUMES, volume, { ...volume.status, lastPhaseTransitionTime: timestamp(hands.clock.now()), phase: next });
  };
  return {
    name: 'volume',
    watches: [VOLUMES, CLAIMS],
    observe: ({ type, resource, object }, enqueue) => {
      if (resource === VOLUMES) {
        if (type !== 'DELETED') enqueue(object.metadata.name);
      } else if (type === 'DELETED') {
        const { volumeName } = (object as Claim).spec;
        if (volumeName !== undefined) enqueue(volumeName);
      }
    },
    work: (name) => {
      const volume = hands.read(VOLUMES, undefined, name);
      if (volume === undefined) return undefined;
      const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec;
      const claim = claimRef === undefined ? undefined : hands.read(CLAIMS, claimRef.namespace, claimRef.name);
      const held = claim !== undefined && (claimRef?.uid === undefined || claim.metadata.uid === claimRef.uid);
      if (claimRef === undefined) phase(volume, 'Available');
      else if (held) phase(volume, claim.status?.phase === 'Bound' ? 'Bound' : (volume.status?.phase ?? 'Pending'));
      else if (claimRef.uid === undefined) phase(volume, 'Available');
      else {
        phase(volume, 'Released');
        if (policy === 'Delete' && !isTerminating(volume)) {
          writer.delete(VOLUMES, volume);
          forgetClaim(claimRef.namespace ?? '', claimRef.name);
        }
      }
      const live = hands.read(VOLUMES, undefined, name);
      if (live === undefined) return undefined;
      const finalizers = live.metadata.finalizers ?? [];
      const has = finalizers.includes(PROTECTION);
      const left = finalizers.filter((finalizer) => finalizer !== PROTECTION);
      if (!isTerminating(live) && !has)
        writer.update(VOLUMES, { ...live, metadata: { ...live.metadata, finalizers: [...finalizers, PROTECTION] } });
      else if (isTerminating(live) && has && !held) writer.update(VOLUMES, { ...live, metadata: { ...live.metadata, finalizers: left } });
      return undefined;
    },
  };
}
