import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import type { ObjectService } from '../../objects/object-service.ts';
import type { ResourceRegistry } from '../../resources/resource-registry.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';
import type { SimulationTiming } from '../simulation-timing.ts';
import type { EventRecorder } from './event-recorder.ts';
import { createEventRecorder } from './event-recorder.ts';
import type { LabelSelector } from './label-selector.ts';
import { selects } from './label-selector.ts';
import type { OwnerIndex } from './owner-index.ts';
import { createOwnerIndex } from './owner-index.ts';
import type { ShapeOf } from './object-shapes.ts';
import type { Pod } from './pod.ts';
import type { PodIndex } from './pod-index.ts';
import { createPodIndex } from './pod-index.ts';
import type { Actor, Writer } from './writer.ts';
import { createWriter } from './writer.ts';

/** What every controller works with: reads of the present state, quick ways to what belongs together, and writes under a name. */
export interface Hands {
  readonly clock: Clock;
  readonly random: () => number;
  readonly timing: SimulationTiming;
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  readonly owners: OwnerIndex;
  readonly pods: PodIndex;
  readonly events: EventRecorder;
  /** By type (`plural.group`). */
  read<Name extends string>(resource: Name, namespace: string | undefined, name: string): ShapeOf<Name> | undefined;
  list<Name extends string>(resource: Name, namespace?: string): readonly ShapeOf<Name>[];
  /** What that controller owns, of one type, by name. */
  controlled<Name extends string>(ownerUid: string, resource: Name): readonly ShapeOf<Name>[];
  /** The pods of a namespace that a selector takes, by name. */
  selectPods(namespace: string, selector: LabelSelector | undefined): readonly Pod[];
  as(actor: Actor): Writer;
}

/** What they are made of. */
export type HandsParts = Pick<Hands, 'clock' | 'random' | 'timing' | 'registry' | 'storage' | 'objects'>;

/** Types that controllers take over when nobody controls them. */
const ADOPTABLE = ['pods', 'replicasets.apps', 'controllerrevisions.apps', 'jobs.batch'];

const byName = (left: KubeObject, right: KubeObject): number => (left.metadata.name < right.metadata.name ? -1 : 1);

/** The hands of all controllers of one server. Its indexes want every change of the storage: `owners.apply`, `pods.apply`. */
export function createHands(parts: HandsParts): Hands {
  const { registry, storage, objects } = parts;
  const owners = createOwnerIndex(ADOPTABLE);
  const pods = createPodIndex();
  const events = createEventRecorder(parts);
  const read: Hands['read'] = (resource, namespace, name) => {
    return storage.get(resource, { name, ...(namespace === undefined ? {} : { namespace }) }) as ShapeOf<typeof resource> | undefined;
  };
  const list: Hands['list'] = (resource, namespace) => {
    return registry.named(resource) === undefined ? [] : (storage.list(resource, namespace) as readonly ShapeOf<typeof resource>[]);
  };

  return {
    ...parts,
    owners,
    pods,
    events,
    read,
    list,
    controlled: (ownerUid, resource) => {
      const found: ShapeOf<typeof resource>[] = [];
      for (const place of owners.dependents(ownerUid)) {
        if (place.resource !== resource) continue;
        const object = read(resource, place.namespace, place.name);
        if (object !== undefined && controllerOf(object)?.uid === ownerUid) found.push(object);
      }
      return found.toSorted(byName);
    },
    selectPods: (namespace, selector) => {
      if (selector === undefined) return [];
      const names = pods.candidates(namespace, selector);
      const among = names === undefined ? list('pods', namespace) : names.map((name) => read('pods', namespace, name));
      return among.filter((pod): pod is Pod => pod !== undefined && selects(selector, pod.metadata.labels));
    },
    as: (actor) => createWriter(registry, objects, events, actor),
  };
}
