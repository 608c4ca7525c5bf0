import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../kernel/resource-type.ts';
import { abortable } from './abortable.ts';
import { isApiError } from './api-error.ts';
import type { Discovery, KubeApi } from './kube-api.ts';

/** Aggregated discovery (KEP-3352, stable since 1.30), with the older form as the second choice of the same request. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

interface Served extends Pick<ResourceType, 'kind' | 'plural' | 'scope'> {}

/** What a server serves: by group, its versions (preferred first), and the types of each. */
type Catalogue = ReadonlyMap<string, ReadonlyMap<string, readonly Served[]>>;

/** Discovery over an API, kept in memory once it was read; who asks at the same time shares one read. A failed read is not kept. */
export function createDiscovery(api: KubeApi): Discovery {
  let known: Promise<Catalogue> | undefined;

  function read(refresh: boolean): Promise<Catalogue> {
    if (known !== undefined && !refresh) return known;
    const reading = readCatalogue(api);
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading;
  }

  return {
    async serves(type, options = {}) {
      const catalogue = await abortable(read(options.refresh === true), options.signal);
      const types = catalogue.get(type.group)?.get(type.version) ?? [];
      return types.some((served) => served.kind === type.kind && served.plural === type.plural);
    },
    async typeOf({ apiVersion, kind }, options = {}) {
      const catalogue = await abortable(read(options.refresh === true), options.signal);
      const slash = apiVersion.indexOf('/');
      const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
      const found = catalogue
        .get(group)
        ?.get(version)
        ?.find((served) => served.kind === kind);
      return found === undefined ? undefined : { group, version, ...found };
    },
    async versionsOf(group, kind, options = {}) {
      const catalogue = await abortable(read(false), options.signal);
      const versions = catalogue.get(group) ?? new Map<string, readonly Served[]>();
      return [...versions].filter(([, types]) => types.some((served) => served.kind === kind)).map(([version]) => version);
    },
  };
}

async function readCatalogue(api: KubeApi): Promise<Catalogue> {
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
