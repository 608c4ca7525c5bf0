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
  /** Adds a type, or puts a new definition in the place of the one with the same group and plural. */
  put(resource: ServedResource): void;
  remove(resourceName: string): void;
  /** Counts changes: whoever derives something from the types (discovery, OpenAPI) keeps it until this moves. */
  readonly revision: number;
}

/** A registry that serves these types. */
export function createResourceRegistry(initial: readonly ServedResource[] = []): ResourceRegistry {
  const resources = new Map(initial.map((resource) => [resourceNameOf(resource), resource]));
  let revision = 1;
  return {
    all: () => [...resources.values()],
    find: (group, plural) => resources.get(resourceNameOf({ group, plural })),
    findKind: (group, kind) => [...resources.values()].find((resource) => resource.group === group && resource.kind === kind),
    named: (name) => resources.get(name),
    put: (resource) => {
      resources.set(resourceNameOf(resource), resource);
      revision += 1;
    },
    remove: (name) => {
      if (resources.delete(name)) revision += 1;
    },
    get revision() {
      return revision;
    },
  };
}
