import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

/** How the submitting Job stands: by its conditions, since counters of pods say nothing of pods that are tried again. */
export type SubmitterOutcome =
  | { readonly state: 'running' }
  | { readonly state: 'complete' }
  | { readonly state: 'failed'; readonly message: string };

/** Reads the outcome of a Kubernetes Job. */
export function submitterOutcome(job: KubeObject): SubmitterOutcome {
  const status = isJsonObject(job['status']) ? job['status'] : {};
  const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isJsonObject) : [];
  const holds = (type: string): Readonly<Record<string, unknown>> | undefined =>
    conditions.find((condition) => condition['type'] === type && condition['status'] === 'True');
  const failed = holds('Failed');
  if (failed !== undefined) return { state: 'failed', message: `${String(failed['reason'])}: ${String(failed['message'])}` };
  return { state: holds('Complete') === undefined ? 'running' : 'complete' };
}
