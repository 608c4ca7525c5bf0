import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, OwnerReference } from '../../../kernel/kube-object.ts';
import type { Hands } from '../framework/hands.ts';
import { controllerReference } from '../framework/pod-from-template.ts';
import type { Pod } from '../framework/pod.ts';
import type { Writer } from '../framework/writer.ts';
import { claimName } from './set-pods.ts';
import type { StatefulSet } from './stateful-set.ts';

const TYPE = 'persistentvolumeclaims';

/** Makes the claims of an ordinal that are missing. */
export function createClaims(hands: Hands, writer: Writer, set: StatefulSet, ordinal: number): void {
  const { namespace, name } = set.metadata;
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = claimName(set, template.metadata.name, ordinal);
    if (hands.read(TYPE, namespace, claim) !== undefined) continue;
    const { annotations, labels } = template.metadata;
    writer.create(TYPE, namespace, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claim,
        namespace,
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations === undefined ? {} : { annotations }),
      },
      spec: template.spec,
    });
    const message = `Create Claim ${claim} Pod ${name}-${String(ordinal)} in StatefulSet ${name} success`;
    writer.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message });
  }
}

/**
 * Gives the claims of a pod the owners that `persistentVolumeClaimRetentionPolicy` asks for: the set where they go with it, the pod where
 * they go with an ordinal that is no longer wanted.
 */
export function syncClaimOwners(
  hands: Hands,
  writer: Writer,
  set: StatefulSet,
  ordinal: number,
  pod: Pod | undefined,
  condemned: boolean,
): void {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const wanted: KubeObject | undefined =
    condemned && whenScaled === 'Delete'
      ? pod
      : whenDeleted === 'Delete' && !condemned
        ? set
        : whenDeleted === 'Delete' && whenScaled === 'Retain'
          ? set
          : undefined;
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = hands.read(TYPE, set.metadata.namespace, claimName(set, template.metadata.name, ordinal));
    if (claim === undefined) continue;
    const before = claim.metadata.ownerReferences ?? [];
    const podName = `${set.metadata.name}-${String(ordinal)}`;
    const ours = (owner: OwnerReference): boolean => owner.uid === set.metadata.uid || (owner.kind === 'Pod' && owner.name === podName);
    const others = before.filter((owner) => !ours(owner));
    const ownerReferences = wanted === undefined ? others : [...others, controllerReference(wanted) as OwnerReference];
    if (isDeepStrictEqual(before, ownerReferences)) continue;
    writer.update(TYPE, { ...claim, metadata: { ...claim.metadata, ownerReferences } });
  }
}
