import type { V1StatefulSet } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { specChecksumOf } from './checksum.ts';
import type { Rollout } from './deployment-rollout.ts';

/**
 * Reads a live StatefulSet against the checksum of the spec that we want, for `want` replicas. A StatefulSet never gives up on a spec, so there
 * is no `failure`.
 */
export function statefulSetRollout(live: KubeObject | undefined, checksum: string | undefined, want: number): Rollout {
  if (live === undefined) {
    return { exists: false, current: false, complete: false, replicas: 0, readyReplicas: 0, updatedReplicas: 0 };
  }
  const {
    replicas = 0,
    readyReplicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
    observedGeneration = 0,
  } = (live['status'] as V1StatefulSet['status']) ?? {};
  const isGoing = live.metadata.deletionTimestamp !== undefined;
  const current = !isGoing && specChecksumOf(live) === checksum && observedGeneration >= (live.metadata.generation ?? 0);
  const complete = current && [replicas, updatedReplicas, readyReplicas, availableReplicas].every((count) => count === want);
  return { exists: true, current, complete, replicas, readyReplicas, updatedReplicas };
}
