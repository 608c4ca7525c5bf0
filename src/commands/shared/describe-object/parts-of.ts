import type { KubeObject } from '../../../kernel/kube-object.ts';

/** Spec and status of an object whose type is known from its kind: `partsOf<V1Pod>(pod)`. The API server vouches for their shape. */
export function partsOf<T extends { readonly spec?: unknown; readonly status?: unknown }>(
  object: KubeObject,
): Partial<Pick<T, 'spec' | 'status'>> {
  return object as unknown as Partial<Pick<T, 'spec' | 'status'>>;
}
