import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';

/** A Namespace. */
export interface Namespace extends KubeObject {
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly WorkloadCondition[] };
}
