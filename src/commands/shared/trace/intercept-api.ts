import type { KubeApi } from '../../../cluster/kube-api.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';

/** A call that is about to be made. */
export interface ApiCallSeen {
  readonly verb: keyof KubeApi;
  /** `deployments.apps`, `maiainstances.maia.cuemby.com/status`; of a raw call the path. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Whether it asks the server to store something. */
  readonly writes: boolean;
}

/** Stands around each call: may put it off, look at what comes of it, or refuse it by rejecting. Of a watch it sees only the start. */
export type ApiInterceptor = <T>(call: ApiCallSeen, send: () => Promise<T>) => Promise<T>;

function seen(
  verb: keyof KubeApi,
  type: ResourceType,
  key: { readonly namespace?: string | undefined; readonly name?: string },
  options: { readonly subresource?: string; readonly dryRun?: boolean } = {},
): ApiCallSeen {
  const resource = resourceNameOf(type);
  return {
    verb,
    resource: options.subresource === undefined ? resource : `${resource}/${options.subresource}`,
    ...(key.namespace !== undefined && { namespace: key.namespace }),
    ...(key.name !== undefined && { name: key.name }),
    writes: !['get', 'list', 'table', 'watch'].includes(verb) && options.dryRun !== true,
  };
}

/** The API with somebody standing around each of its calls. */
export function interceptApi(api: KubeApi, around: ApiInterceptor): KubeApi {
  return {
    get: async (type, key, options) => around(seen('get', type, key, options), async () => api.get(type, key, options)),
    list: async (type, options = {}) =>
      around(seen('list', type, options.namespace === undefined ? {} : { namespace: options.namespace }), async () =>
        api.list(type, options),
      ),
    table: async (type, options = {}) => around(seen('table', type, options), async () => api.table(type, options)),
    watch: async function* (type, options) {
      await around(seen('watch', type, options.namespace === undefined ? {} : { namespace: options.namespace }), () => Promise.resolve());
      yield* api.watch(type, options);
    },
    create: async (type, object, options) =>
      around(seen('create', type, object.metadata, options), async () => api.create(type, object, options)),
    apply: async (type, object, options) =>
      around(seen('apply', type, object.metadata, options), async () => api.apply(type, object, options)),
    patch: async (type, key, patch, options) => around(seen('patch', type, key, options), async () => api.patch(type, key, patch, options)),
    replace: async (type, object, options) =>
      around(seen('replace', type, object.metadata, options), async () => api.replace(type, object, options)),
    remove: async (type, key, options) => around(seen('remove', type, key, options), async () => api.remove(type, key, options)),
    raw: async (method, path, options) =>
      around({ verb: 'raw', resource: path, writes: method !== 'GET' }, async () => api.raw(method, path, options)),
  };
}
