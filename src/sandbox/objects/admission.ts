import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { Requester } from '../requests/requester.ts';

/** A write as admission sees it, after defaulting. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: ServedResource;
  readonly subresource: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** What would be stored; for DELETE what is there. */
  readonly object: Draft;
  readonly previous: KubeObject | undefined;
  readonly requester: Requester;
  readonly dryRun: boolean;
}

/** A built-in admission plug-in. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Changes the draft. Throws ApiFailure (403, `forbidden`). */
  mutate?(request: AdmissionRequest): Draft;
  /** Throws ApiFailure where the write may not be. Runs after every `mutate` and after validation. */
  validate?(request: AdmissionRequest): void;
}
