import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import type { Namespace } from './namespace.ts';
import type { RemainingContent } from './namespace-conditions.ts';
import { namespaceConditions } from './namespace-conditions.ts';

const FINALIZER = 'kubernetes';

/** Empties namespaces that are to go, tells what holds them, and finalizes them once nothing is left. */
export function namespaceController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'namespace-controller' });
  const going = new Set<string>();

  const empty = (namespace: string): string | undefined => {
    let failure: string | undefined;
    for (const resource of hands.registry.all()) {
      if (resource.scope !== 'Namespaced') continue;
      const name = resourceNameOf(resource);
      for (const object of hands.storage.list(name, namespace)) {
        if (isTerminating(object)) continue;
        try {
          writer.delete(name, object, { propagation: 'Background' });
        } catch (error) {
          if (!isFailure(error)) throw error;
          failure ??= `Failed to delete all resource types, 1 remaining: ${error.message}`;
        }
      }
    }
    return failure;
  };
  const leftIn = (namespace: string, failure: string | undefined): RemainingContent => {
    const objects = new Map<string, number>();
    const finalizers = new Map<string, number>();
    for (const resource of hands.registry.all()) {
      if (resource.scope !== 'Namespaced') continue;
      const name = resourceNameOf(resource);
      for (const object of hands.storage.list(name, namespace)) {
        objects.set(name, (objects.get(name) ?? 0) + 1);
        for (const finalizer of object.metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
    }
    return { objects, finalizers, failure };
  };

  return {
    name: 'namespace',
    watches: undefined,
    observe: ({ type, resource, object }, enqueue) => {
      const { name, namespace } = object.metadata;
      if (resource === 'namespaces') {
        if (type === 'DELETED') going.delete(name);
        else if (isTerminating(object)) {
          going.add(name);
          enqueue(name);
        }
      } else if (namespace !== undefined && going.has(namespace)) enqueue(namespace);
    },
    work: (name) => {
      const namespace = hands.read('namespaces', undefined, name);
      if (namespace === undefined || !isTerminating(namespace)) return undefined;
      if (!(namespace.spec?.finalizers ?? []).includes(FINALIZER)) return undefined;
      const left = leftIn(name, empty(name));
      const conditions = namespaceConditions(namespace.status?.conditions ?? [], left, hands.clock.now());
      const written = writer.updateStatus('namespaces', namespace, { ...namespace.status, conditions, phase: 'Terminating' }) as Namespace;
      if (left.objects.size > 0) return undefined;
      const finalizers = (written.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
      writer.update('namespaces', { ...written, spec: { ...written.spec, finalizers } }, 'finalize');
      return undefined;
    },
  };
}
