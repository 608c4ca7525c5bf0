import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Verb } from './rule.ts';

/** Verbs on a type that is not one of ours. */
export interface OtherRight {
  readonly type: ResourceType;
  readonly verbs: readonly Verb[];
}

/** What a command needs on the API server. Reviews of one's own rights are everybody's right and are not listed. */
export interface CommandRights {
  /** On objects of the types that it is about. */
  readonly own?: readonly Verb[];
  /** It looks at the objects of all namespaces. */
  readonly everywhere?: true;
  readonly status?: readonly Verb[];
  /** On the scale subresource; `patch` on the object is then needed only of types that have none. */
  readonly scale?: readonly Verb[];
  readonly others?: readonly OtherRight[];
  /** On every type of child that a reconciler of these types declares. */
  readonly children?: readonly Verb[];
  /** It needs what the reconcilers of these types declare besides, and is about types that have one. */
  readonly reconciles?: true;
  /** What makes it tell more, and whose lack it survives. */
  readonly optional?: readonly OtherRight[];
  readonly optionalChildren?: readonly Verb[];
}
