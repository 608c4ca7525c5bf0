import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import { abortable } from './abortable.ts';
import { isApiError } from './api-error.ts';
import type { Catalogue, CatalogueStore, Served } from './discovery-catalogue.ts';
import type { CallOptions, Discovery, KubeApi } from './kube-api.ts';

/** Aggregated discovery (KEP-3352, stable since 1.30), with the older form as the second choice of the same request. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** What was read, and whether an earlier process did: what that did not see may be there by now. */
interface Known {
  readonly catalogue: Catalogue;
  readonly isKept: boolean;
}

/**
 * Discovery over an API, kept in memory once it was read; who asks at the same time shares one read. A failed read is not kept.
 * With a store the first read is what an earlier process kept there, for as long as that has everything that is looked for.
 */
export function createDiscovery(api: KubeApi, store?: CatalogueStore): Discovery {
  let known: Promise<Known> | undefined;

  function hold(reading: Promise<Known>): Promise<Known> {
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading;
  }

  async function fresh(): Promise<Known> {
    const catalogue = await readCatalogue(api);
    await store?.save(catalogue);
    return { catalogue, isKept: false };
  }

  async function kept(): Promise<Known> {
    const catalogue = await store?.load();
    return catalogue === undefined ? await fresh() : { catalogue, isKept: true };
  }

  async function lookUp<T>(
    find: (catalogue: Catalogue) => T | undefined,
    options: CallOptions & { readonly refresh?: boolean },
  ): Promise<T | undefined> {
    const reading = options.refresh === true ? hold(fresh()) : (known ?? hold(kept()));
    const { catalogue, isKept } = await abortable(reading, options.signal);
    const found = find(catalogue);
    if (found !== undefined || !isKept) return found;
    const again = known === undefined || known === reading ? hold(fresh()) : known;
    return find((await abortable(again, options.signal)).catalogue);
  }

  return {
    async serves(type, options = {}) {
      const isServed = (served: Served): boolean => served.kind === type.kind && served.plural === type.plural;
      return (await lookUp((catalogue) => catalogue.get(type.group)?.get(type.version)?.find(isServed), options)) !== undefined;
    },
    async typeOf({ apiVersion, kind }, options = {}) {
      const slash = apiVersion.indexOf('/');
      const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
      const found = await lookUp(
        (catalogue) =>
          catalogue
            .get(group)
            ?.get(version)
            ?.find((served) => served.kind === kind),
        options,
      );
      return found === undefined ? undefined : { group, version, ...found };
    },
    async versionsOf(group, kind, options = {}) {
      const found = await lookUp((catalogue) => {
        const versions = catalogue.get(group) ?? new Map<string, readonly Served[]>();
        const having = [...versions].filter(([, types]) => types.some((served) => served.kind === kind)).map(([version]) => version);
        return having.length === 0 ? undefined : having;
      }, options);
      return found ?? [];
    },
  };
}

/** Everything that the server serves: two requests, or one for each group version of a server without aggregated discovery. */
export async function readCatalogue(api: KubeApi): Promise<Catalogue> {
  const [core, groups] = await Promise.all([readRoot(api, '/api'), readRoot(api, '/apis')]);
  return new Map([...core, ...groups]);
}

async function readRoot(api: KubeApi, root: '/api' | '/apis'): Promise<Catalogue> {
  const answer = await api.raw('GET', root, { accept: AGGREGATED });
  if (!isJsonObject(answer)) return new Map();
  if (answer['kind'] === 'APIGroupDiscoveryList') {
    return new Map(
      objects(answer['items']).map((group) => [metadataName(group), new Map(objects(group['versions']).map(aggregatedVersion))]),
    );
  }
  const groups = root === '/api' ? [{ group: '', versions: strings(answer['versions']) }] : objects(answer['groups']).map(legacyGroup);
  const read = groups.map(async ({ group, versions }) => {
    const prefix = group === '' ? '/api' : `/apis/${group}`;
    const types = await Promise.all(versions.map(async (version) => [version, await legacyTypes(api, `${prefix}/${version}`)] as const));
    return [group, new Map(types)] as const;
  });
  return new Map(await Promise.all(read));
}

function aggregatedVersion(version: JsonObject): readonly [string, readonly Served[]] {
  const types = objects(version['resources']).map((resource) => ({
    kind: text(isJsonObject(resource['responseKind']) ? resource['responseKind']['kind'] : undefined),
    plural: text(resource['resource']),
    scope: text(resource['scope']) === 'Cluster' ? ('Cluster' as const) : ('Namespaced' as const),
  }));
  return [text(version['version']), types];
}

/** `APIGroup`: the preferred version first. */
function legacyGroup(group: JsonObject): { readonly group: string; readonly versions: readonly string[] } {
  const preferred = isJsonObject(group['preferredVersion']) ? text(group['preferredVersion']['version']) : '';
  const versions = objects(group['versions']).map((version) => text(version['version']));
  return { group: text(group['name']), versions: versions.toSorted((a, b) => Number(b === preferred) - Number(a === preferred)) };
}

/** The types of one group version. An aggregated API server that is down (503) must not hide the others. */
async function legacyTypes(api: KubeApi, path: string): Promise<readonly Served[]> {
  try {
    const answer = await api.raw('GET', path);
    const resources = objects(isJsonObject(answer) ? answer['resources'] : undefined);
    return resources
      .filter((resource) => !text(resource['name']).includes('/'))
      .map((resource) => ({
        kind: text(resource['kind']),
        plural: text(resource['name']),
        scope: resource['namespaced'] === true ? 'Namespaced' : 'Cluster',
      }));
  } catch (error) {
    if (isApiError(error, 'ServiceUnavailable', 'NotFound')) return [];
    throw error;
  }
}

function metadataName(object: JsonObject): string {
  return isJsonObject(object['metadata']) ? text(object['metadata']['name']) : '';
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
