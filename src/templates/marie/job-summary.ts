import type { Manifest } from '../../kernel/kube-object.ts';

/** What is written down of a finished job. */
export interface JobSummary {
  readonly job: string;
  readonly phase: string;
  readonly jobId?: string;
  readonly reference?: string;
  readonly completionTime?: string;
  readonly outputUri?: string;
  readonly error?: { readonly code: string; readonly message?: string };
}

/** The ConfigMap of `spec.output.configMapRef`: a short account of a finished job, that outlives it. */
export function jobSummaryConfigMap(key: { readonly namespace: string; readonly name: string }, summary: JobSummary): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...key, labels: { 'marie.ai/job': summary.job, 'app.kubernetes.io/managed-by': 'marie-operator' } },
    data: { 'result.json': `${JSON.stringify(summary, undefined, 2)}\n` },
  };
}
