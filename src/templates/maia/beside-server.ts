import type { V1Affinity } from '@kubernetes/client-node';
import { maiaLabels } from './metadata.ts';

/** Puts a pod on the node of the instance's server: a volume that both use can be mounted on one node only. */
export function besideServer(instance: string): V1Affinity {
  return {
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: maiaLabels(instance, 'server') }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  };
}
