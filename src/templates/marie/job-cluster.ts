import type { JsonObject } from '../../kernel/json.ts';
import type { Manifest } from '../../kernel/kube-object.ts';

/** The MarieCluster that a job brings along: it has the job's name. */
export function jobOwnCluster(job: { readonly namespace: string; readonly name: string }, spec: JsonObject): Manifest {
  const labels = { 'marie.ai/job': job.name, 'app.kubernetes.io/managed-by': 'marie-operator' };
  return { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieCluster', metadata: { ...job, labels }, spec };
}
