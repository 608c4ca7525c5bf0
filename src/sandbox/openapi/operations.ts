import { apiVersionOf } from '../../kernel/resource-type.ts';
import type { ServedResource } from '../resources/served-resource.ts';

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function parameter(name: string, place: 'query' | 'path', type = 'string'): object {
  return { name, in: place, ...(place === 'path' ? { required: true } : {}), schema: { type, uniqueItems: true } };
}

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name, 'query'));
const FORCE = parameter('force', 'query', 'boolean');
const DELETE = [
  ...['dryRun', 'propagationPolicy'].map((name) => parameter(name, 'query')),
  parameter('gracePeriodSeconds', 'query', 'integer'),
];
const LIST = [
  ...['continue', 'fieldSelector', 'labelSelector', 'resourceVersion', 'resourceVersionMatch'].map((name) => parameter(name, 'query')),
  ...['limit', 'timeoutSeconds'].map((name) => parameter(name, 'query', 'integer')),
  ...['allowWatchBookmarks', 'sendInitialEvents', 'watch'].map((name) => parameter(name, 'query', 'boolean')),
];

/** Names of the components of one type. */
export interface OperationSchemas {
  readonly object: string;
  readonly list: string;
  readonly scale: string;
}

function content(types: readonly string[], schema: string): object {
  return Object.fromEntries(types.map((type) => [type, { schema: { $ref: `#/components/schemas/${schema}` } }]));
}

const BODIES = ['application/json', 'application/yaml'];

function operation(action: string, gvk: GroupVersionKind, parameters: readonly object[], schema: string, body?: readonly string[]): object {
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body, schema) } }),
    responses: { '200': { description: 'OK', content: content(BODIES, schema) } },
  };
}

function patchTypes(resource: ServedResource): readonly string[] {
  const types = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];
  return resource.custom ? types : [...types, 'application/strategic-merge-patch+json'];
}

function partPath(resource: ServedResource, gvk: GroupVersionKind, schema: string, parameters: readonly object[]): object {
  return {
    parameters,
    get: operation('get', gvk, [], schema),
    put: operation('put', gvk, WRITE, schema, BODIES),
    patch: operation('patch', gvk, [...WRITE, FORCE], schema, patchTypes(resource)),
  };
}

/** The paths of one type: what can be done, and by which parameters. kubectl looks there for field validation and dry run. */
export function operationPaths(resource: ServedResource, names: OperationSchemas): Readonly<Record<string, object>> {
  const { group, version, kind, plural, scope } = resource;
  const gvk = { group, version, kind };
  const root = group === '' ? `/api/${version}` : `/apis/${apiVersionOf(resource)}`;
  const namespaced = scope === 'Namespaced';
  const collection = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const item = `${collection}/{name}`;
  const outer = [...(namespaced ? [parameter('namespace', 'path')] : []), parameter('pretty', 'query')];
  const inner = [parameter('name', 'path'), ...outer];
  const list = operation('list', gvk, LIST, names.list);
  const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  return {
    ...(namespaced ? { [`${root}/${plural}`]: { get: list } } : {}),
    [collection]: {
      parameters: outer,
      get: list,
      post: operation('post', gvk, WRITE, names.object, BODIES),
      delete: operation('deletecollection', gvk, [...LIST, ...DELETE], names.list),
    },
    [item]: { ...partPath(resource, gvk, names.object, inner), delete: operation('delete', gvk, DELETE, names.object) },
    ...(resource.hasStatus ? { [`${item}/status`]: partPath(resource, gvk, names.object, inner) } : {}),
    ...(resource.scale === undefined ? {} : { [`${item}/scale`]: partPath(resource, scaleKind, names.scale, inner) }),
  };
}
