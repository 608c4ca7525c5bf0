import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import type { SeenEvent } from '../events/seen-event.ts';
import type { Link, ObjectName } from './link.ts';

/**
 * What a rule may look at beside its object. It is data: what has not been read is `unknown`, gets read, and the rule is asked again. So
 * rules stay pure, and nothing is read that no rule needs.
 */
export interface Related {
  /** The custom resource that the chain came through last: what a fix changes. */
  readonly primary: KubeObject;
  readonly primaryPlural: string;
  /** The link that led to the object; absent at the start of a chain. */
  readonly via?: Link;
  /** What belongs directly to an object, of a kind (default: any). */
  ownedBy(owner: KubeObject, kind?: string): readonly KubeObject[];
  /** The events of an object, newest last. */
  events(object: KubeObject): readonly SeenEvent[];
  /** An object by name. */
  look(name: ObjectName): Lookup<KubeObject>;
  /** All objects of a cluster-scoped kind; undefined while they have not been or may not be read. */
  all(kind: string): readonly KubeObject[] | undefined;
}

/** Rules for the objects of one kind. */
export interface RulesOfKind {
  readonly kind: string;
  /** Why the object is not as it should be; undefined where nothing is wrong with it. */
  explain?(object: KubeObject, related: Related): Link | undefined;
  /** Why it matters that an object of this kind is not there, and what helps. */
  absent?(name: ObjectName, related: Related): Link;
}

/** The name of a live object. */
export function objectName({ kind, metadata }: KubeObject): ObjectName {
  return { kind, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }), name: metadata.name };
}
