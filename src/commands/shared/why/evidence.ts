import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { SeenEvent } from '../events/seen-event.ts';
import type { Evidence } from './link.ts';
import { objectName, type Related } from './related.ts';

/** A condition of any kind of Kubernetes. */
export interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | Date | null;
}

/** A condition as evidence. */
export function conditionEvidence(object: KubeObject, condition: SeenCondition): Evidence {
  const { type, status, reason, message, lastTransitionTime } = condition;
  const head = `${type}=${status}${reason === undefined || reason === '' ? '' : ` (${reason})`}`;
  return {
    is: 'condition',
    object: objectName(object),
    text: message === undefined || message === '' ? head : `${head}: ${message}`,
    ...(typeof lastTransitionTime === 'string' && { time: lastTransitionTime }),
  };
}

/** An event as evidence. */
export function eventEvidence({ object, reason, message, count, last }: SeenEvent): Evidence {
  const { kind, namespace, name } = object;
  return {
    is: 'event',
    object: { kind, ...(namespace === undefined ? {} : { namespace }), name },
    text: `${reason}${count > 1 ? ` (x${String(count)})` : ''}: ${message}`,
    time: last,
  };
}

/** Something in an object's status or spec. */
export function fieldEvidence(is: 'status' | 'spec', object: KubeObject, text: string): Evidence {
  return { is, object: objectName(object), text };
}

/** The newest event of an object that matches, as evidence: none or one. */
export function newestEvent(related: Related, object: KubeObject, matches: (event: SeenEvent) => boolean): readonly Evidence[] {
  const found = related.events(object).findLast(matches);
  return found === undefined ? [] : [eventEvidence(found)];
}

/** The conditions in an object's status. */
export function conditionsOf(object: KubeObject): readonly SeenCondition[] {
  const status = object['status'] as { readonly conditions?: readonly SeenCondition[] } | undefined;
  return status?.conditions ?? [];
}

/** The condition of a type, if it has the status. */
export function conditionWith(object: KubeObject, type: string, status: string): SeenCondition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type && condition.status === status);
}
