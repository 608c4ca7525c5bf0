import type { Manifest } from '../../kernel/kube-object.ts';
import { withSpecChecksum } from '../shared/checksum.ts';

/** A workload with the checksum of its spec. The number of replicas is not part of it: an autoscaler may own that. */
export function withReplicas(manifest: Manifest, replicas: number): Manifest {
  const marked = withSpecChecksum(manifest);
  return { ...marked, spec: { replicas, ...(marked['spec'] as object) } };
}
