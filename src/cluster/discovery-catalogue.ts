import { isJsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../kernel/resource-type.ts';

/** One type of a group version. */
export interface Served extends Pick<ResourceType, 'kind' | 'plural' | 'scope'> {}

/** What a server serves: by group, its versions (preferred first), and the types of each. */
export type Catalogue = ReadonlyMap<string, ReadonlyMap<string, readonly Served[]>>;

/** A catalogue that outlives the process. Neither call throws. */
export interface CatalogueStore {
  /** Undefined where there is none, or none that is fresh. */
  load(): Promise<Catalogue | undefined>;
  save(catalogue: Catalogue): Promise<void>;
}

/** The catalogue as JSON: entries in their order. */
export function catalogueToJson(catalogue: Catalogue): unknown {
  return [...catalogue].map(([group, versions]) => [group, [...versions]]);
}

/** The other way; undefined for anything that is not of this shape. */
export function catalogueFromJson(value: unknown): Catalogue | undefined {
  const groups = entries(value, (versions) => entries(versions, servedTypes));
  return groups === undefined || groups.size === 0 ? undefined : groups;
}

function entries<T>(value: unknown, read: (value: unknown) => T | undefined): ReadonlyMap<string, T> | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = new Map<string, T>();
  for (const entry of value as readonly unknown[]) {
    if (!Array.isArray(entry)) return undefined;
    const [key, content] = entry as readonly unknown[];
    const part = read(content);
    if (typeof key !== 'string' || part === undefined) return undefined;
    found.set(key, part);
  }
  return found;
}

function servedTypes(value: unknown): readonly Served[] | undefined {
  return Array.isArray(value) && value.every(isServed) ? value : undefined;
}

function isServed(value: unknown): value is Served {
  return (
    isJsonObject(value) &&
    typeof value['kind'] === 'string' &&
    typeof value['plural'] === 'string' &&
    (value['scope'] === 'Namespaced' || value['scope'] === 'Cluster')
  );
}
