import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { ServedResource } from './served-resource.ts';

/** The types that are served right now. It changes as CRDs come and go. */
export interface ResourceRegistry {
  /** All types, in the order they were added. */
  all(): readonly ServedResource[];
  /** By group and plural, whatever the version. */
  find(group: string, plural: string): ServedResource | undefined;
  findKind(group: string, kind: string): ServedResource | undefined;
  /** By `plural.group` (`plural` for the core group). */
  named(resourceName: string): ServedResource | undefined;
  /**
   * Adds a type, or puts a new definition in the place of the one with the same group and plural. `continues`: it is the same definition still,
   * and nobody's watch has to end.
   */
  put(resource: ServedResource, continues?: boolean): void;
  remove(resourceName: string): void;
  /** Calls back when a definition is no longer in force, because it was removed or replaced. The returned function ends that. */
  onRetired(resourceName: string, callback: () => void): () => void;
  /** Counts changes: whoever derives something from the types (discovery, OpenAPI) keeps it until this moves. */
  readonly revision: number;
}

/** A registry that serves these types. */
export function createResourceRegistry(initial: readonly ServedResource[] = []): ResourceRegistry {
  const resources = new Map(initial.map((resource) => [resourceNameOf(resource), resource]));
  const watching = new Map<string, Set<() => void>>();
  let revision = 1;
  const retire = (name: string): void => {
    // A callback takes itself back: sets can be walked meanwhile.
    for (const callback of watching.get(name) ?? []) callback();
  };
  return {
    all: () => [...resources.values()],
    find: (group, plural) => resources.get(resourceNameOf({ group, plural })),
    findKind: (group, kind) => [...resources.values()].find((resource) => resource.group === group && resource.kind === kind),
    named: (name) => resources.get(name),
    put: (resource, continues = false) => {
      const name = resourceNameOf(resource);
      const replaces = resources.has(name) && !continues;
      resources.set(name, resource);
      revision += 1;
      if (replaces) retire(name);
    },
    remove: (name) => {
      if (!resources.delete(name)) return;
      revision += 1;
      retire(name);
    },
    onRetired: (name, callback) => {
      const callbacks = watching.get(name) ?? new Set();
      watching.set(name, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0 && watching.get(name) === callbacks) watching.delete(name);
      };
    },
    get revision() {
      return revision;
    },
  };
}
