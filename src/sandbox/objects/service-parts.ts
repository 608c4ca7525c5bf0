import type { Clock } from '../../kernel/clock.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { ResourceRegistry } from '../resources/resource-registry.ts';
import type { WriteContext } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { AdmissionPlugin } from './admission.ts';

/** What the operations on objects work with. */
export interface ServiceParts {
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly clock: Clock;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  readonly admission: readonly AdmissionPlugin[];
}

/** What a strategy may know about a write. */
export function writeContext({ storage, clock, random }: ServiceParts, subresource: string): WriteContext {
  return { now: clock.now(), subresource, random, read: (resource, namespace) => storage.list(resource, namespace) };
}

/** Whether it is the type of Namespaces, whose deletion and finalizers are their own. */
export function isNamespaces(resource: ServedResource): boolean {
  return resourceNameOf(resource) === 'namespaces';
}
