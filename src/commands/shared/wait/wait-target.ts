import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import type { KindIdentity } from '../kind-identity.ts';

/** One object that is waited for. */
export interface WaitTarget {
  readonly type: KindIdentity;
  readonly key: ObjectKey;
  /** What our own write returned: nothing older is believed. Leave it out where the write changed nothing. */
  readonly wrote?: KubeObject;
}
