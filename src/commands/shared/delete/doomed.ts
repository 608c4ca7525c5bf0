import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { KindIdentity } from '../kind-identity.ts';

/** An object that is to be deleted. `kind` is there where it is one of ours. */
export interface Doomed {
  readonly type: ResourceType;
  readonly kind?: KindIdentity;
  readonly object: KubeObject;
}
