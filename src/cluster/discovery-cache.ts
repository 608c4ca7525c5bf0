import path from 'node:path';
import { cacheKeys } from './cache-keys.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { createDiskCache } from './disk-cache.ts';
import { catalogueFromJson, catalogueToJson } from './discovery-catalogue.ts';
import type { CatalogueStore } from './discovery-catalogue.ts';

/** As long as kubectl trusts its own for types that it knows. One that lacks a type is not trusted at all. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** Changes with the form of what is kept: another program version's files are not read. */
const FORM = 1;

/** What `folder` (the program's cache folder) remembers of the types that this server showed this user. */
export interface DiscoveryCache extends CatalogueStore {
  /** Forgets what any user was shown of this server: its types were changed. */
  drop(): void;
}

/** Makes the {@link DiscoveryCache} of a target. `now`: milliseconds since the epoch. */
export function createDiscoveryCache(folder: string, target: ClusterTarget, now: () => number): DiscoveryCache {
  const cache = createDiskCache(path.join(folder, 'discovery'), now);
  const { server, identity } = cacheKeys(target);
  const name = `${server}-${identity}-${String(FORM)}`;
  return {
    load: async () => catalogueFromJson(await cache.read(name, MAX_AGE_MS)),
    save: async (catalogue) => await cache.write(name, catalogueToJson(catalogue)),
    drop: () => cache.drop(server),
  };
}
