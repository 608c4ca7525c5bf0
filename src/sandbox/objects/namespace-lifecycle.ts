import { timestamp } from '../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import { invalidValue } from '../failures/field-complaints.ts';
import { type Meta, metaOf } from './meta.ts';
import { qualifiedNameProblems } from '../values/name-rules.ts';

function partOf(object: KubeObject | Draft, field: 'spec' | 'status'): JsonObject {
  const part = object[field];
  return isJsonObject(part) ? part : {};
}

/** `spec.finalizers` of a Namespace: what has to happen before it may go. */
export function namespaceFinalizers(namespace: KubeObject | Draft): readonly string[] {
  const { finalizers } = partOf(namespace, 'spec');
  return Array.isArray(finalizers) ? finalizers.filter((one): one is string => typeof one === 'string') : [];
}

/** A Namespace with other finalizers in its spec; the `finalize` subresource alone may change them. */
export function withNamespaceFinalizers(namespace: Draft, finalizers: readonly string[]): Draft {
  const { finalizers: _finalizers, ...rest } = partOf(namespace, 'spec');
  return { ...namespace, spec: finalizers.length === 0 ? rest : { ...rest, finalizers } };
}

/** What is wrong with `spec.finalizers`. */
export function namespaceFinalizerErrors(namespace: Draft): readonly FieldError[] {
  return namespaceFinalizers(namespace).flatMap((finalizer, index) => {
    const field = `spec.finalizers[${String(index)}]`;
    const problems = qualifiedNameProblems(finalizer);
    if (problems.length > 0) return problems.map((problem) => invalidValue(field, finalizer, problem));
    if (finalizer === 'kubernetes' || finalizer.includes('/')) return [];
    return [invalidValue(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
  });
}

/** A Namespace on its way out: unlike other objects it has no grace period, but a phase. */
export function terminatingNamespace(namespace: KubeObject, now: number): KubeObject {
  const metadata = metaOf(namespace.metadata, { deletionTimestamp: timestamp(now) }) as Meta & KubeObject['metadata'];
  return { ...namespace, metadata, status: { ...partOf(namespace, 'status'), phase: 'Terminating' } };
}
