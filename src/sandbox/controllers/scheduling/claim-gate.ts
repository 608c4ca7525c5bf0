import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Pod } from '../framework/pod.ts';

/** What a pod's claims say to its scheduling: why not, or which of them wait for a node to be chosen. */
export type ClaimGate = { readonly problem: string } | { readonly waiting: readonly KubeObject[] };

/** Finds a claim of the pod's namespace, or a StorageClass. */
export interface ClaimLookup {
  claim(name: string): KubeObject | undefined;
  storageClass(name: string): KubeObject | undefined;
}

/** Looks at a pod's claims as the scheduler's volume plug-in does; the texts are its own. */
export function claimGate(pod: Pod, lookup: ClaimLookup): ClaimGate {
  const waiting: KubeObject[] = [];
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const name = persistentVolumeClaim.claimName;
    const claim = lookup.claim(name);
    if (claim === undefined) return { problem: `persistentvolumeclaim "${name}" not found` };
    if (claim.metadata.deletionTimestamp !== undefined) return { problem: `persistentvolumeclaim "${name}" is being deleted` };
    const spec = claim['spec'] as { readonly volumeName?: string; readonly storageClassName?: string };
    const status = claim['status'] as { readonly phase?: string } | undefined;
    if (status?.phase === 'Lost')
      return { problem: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${spec.volumeName ?? ''}"` };
    if (status?.phase === 'Bound') continue;
    const storageClass = spec.storageClassName === undefined ? undefined : lookup.storageClass(spec.storageClassName);
    if (storageClass?.['volumeBindingMode'] !== 'WaitForFirstConsumer')
      return { problem: 'pod has unbound immediate PersistentVolumeClaims' };
    waiting.push(claim);
  }
  return { waiting };
}
