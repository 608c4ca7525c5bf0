import type { Manifest } from '../../kernel/kube-object.ts';
import { childMetadata } from './child-metadata.ts';
import { litellmConfigName, MODEL_API_ROLE, type WorkloadOwner } from './workload-role.ts';

/** The ConfigMap with LiteLLM's file: the user's own as it is, or ours. */
export function litellmConfigMap(owner: WorkloadOwner, text: string): Manifest {
  const metadata = childMetadata(MODEL_API_ROLE, owner, litellmConfigName(owner.name));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'config.yaml': text } };
}
