import type { Ref } from '../../../kernel/kube-object.ts';

/** Another object that a spec names. */
export interface Reference extends Ref {
  /** Where: `spec.security.apiKeySecretRef`. Absent where only the reconciler knows of it. */
  readonly field?: string;
  /** The data keys that are needed of a Secret or ConfigMap. */
  readonly keys: readonly string[];
  /** It may be missing. */
  readonly optional: boolean;
}
