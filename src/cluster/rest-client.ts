import { isJsonObject } from '../kernel/json.ts';
import type { KubeObject, Manifest, ObjectKey } from '../kernel/kube-object.ts';
import { apiVersionOf, resourcePath } from '../kernel/resource-type.ts';
import type { ResourceType } from '../kernel/resource-type.ts';
import { createApiCalls } from './api-calls.ts';
import type { ApiCallsOptions } from './api-calls.ts';
import { ApiError } from './api-error.ts';
import { apiQuery } from './api-query.ts';
import { describeRequest } from './describe-request.ts';
import type { CallOptions, DeleteOptions, KubeApi, ListOptions, ListPage, Patch, Table, WriteOptions } from './kube-api.ts';
import { parseBody, parseObject } from './response-body.ts';
import type { TransportResponse } from './transport.ts';
import { watchStream } from './watch-stream.ts';

const JSON_TYPE = 'application/json';
const TABLE_TYPE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const APPLY_TYPE = 'application/apply-patch+yaml';

/** What a client of one API server is made of. */
export interface KubeApiOptions extends ApiCallsOptions {
  /** Of writes that do not say. */
  readonly fieldManager?: string | undefined;
}

/** Makes the {@link KubeApi} over a transport. Aborted calls throw their signal's reason, every other failure is an ApiError. */
export function createKubeApi(options: KubeApiOptions): KubeApi {
  const calls = createApiCalls(options);

  async function write(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    contentType: string,
    idempotent: boolean,
    how: WriteOptions & { readonly force?: boolean },
    validation?: 'Strict',
  ): Promise<TransportResponse> {
    const query = apiQuery({
      fieldManager: how.fieldManager ?? options.fieldManager,
      fieldValidation: how.fieldValidation ?? validation,
      dryRun: how.dryRun === true ? 'All' : undefined,
      force: how.force === true ? true : undefined,
    });
    const { signal, timeoutMs, urgent } = how;
    return await calls.send({
      method,
      path: path + query,
      accept: JSON_TYPE,
      contentType,
      body: JSON.stringify(body),
      idempotent,
      signal,
      timeoutMs,
      urgent,
    });
  }

  async function read(path: string, accept: string, { signal, timeoutMs, urgent }: CallOptions): Promise<unknown> {
    const response = await calls.send({ method: 'GET', path, accept, idempotent: true, signal, timeoutMs, urgent });
    return parseObject(response, describeRequest('GET', path));
  }

  return {
    async get(type, key, get = {}) {
      return (await read(pathTo(type, key, get.subresource), JSON_TYPE, get)) as KubeObject;
    },
    async list(type, list = {}) {
      const path = resourcePath(type, { namespace: list.namespace });
      return pageOf(await read(path + listQuery(list), JSON_TYPE, list), type, path);
    },
    async table(type, table = {}) {
      const { name, namespace } = table;
      const path =
        name === undefined ? resourcePath(type, { namespace }) : pathTo(type, { name, ...(namespace !== undefined && { namespace }) });
      const query = name === undefined ? listQuery(table, { includeObject: 'Object' }) : apiQuery({ includeObject: 'Object' });
      return tableOf(await read(path + query, TABLE_TYPE, table), path);
    },
    watch(type, watch) {
      const path = resourcePath(type, { namespace: watch.namespace });
      const query = apiQuery({
        watch: true,
        allowWatchBookmarks: true,
        labelSelector: watch.labelSelector,
        fieldSelector: watch.fieldSelector,
        resourceVersion: watch.resourceVersion,
        timeoutSeconds: watch.timeoutSeconds,
        sendInitialEvents: watch.sendInitialEvents === true ? true : undefined,
        resourceVersionMatch: watch.sendInitialEvents === true ? 'NotOlderThan' : undefined,
      });
      const { signal, timeoutMs, idleTimeoutMs } = watch;
      return watchStream(
        { calls, clock: options.clock, server: options.transport.server, idleTimeoutMs },
        { method: 'GET', path: path + query, accept: JSON_TYPE, idempotent: true, signal, timeoutMs },
      );
    },
    async create(type, object, create = {}) {
      const path = createPath(type, object, create.subresource);
      return objectOf(await write('POST', path, object, JSON_TYPE, false, create, 'Strict'), 'POST', path);
    },
    async apply(type, object, apply) {
      const path = pathTo(type, object.metadata, apply.subresource);
      const response = await write('PATCH', path, object, APPLY_TYPE, true, apply, 'Strict');
      return { object: objectOf(response, 'PATCH', path), created: response.status === 201 };
    },
    async patch(type, key, patch, patchOptions = {}) {
      const path = pathTo(type, key, patchOptions.subresource);
      const { body, contentType } = patchBody(patch);
      return objectOf(await write('PATCH', path, body, contentType, false, patchOptions), 'PATCH', path);
    },
    async replace(type, object, replace = {}) {
      const path = pathTo(type, object.metadata, replace.subresource);
      return objectOf(await write('PUT', path, object, JSON_TYPE, true, replace), 'PUT', path);
    },
    async remove(type, key, remove = {}) {
      const path = pathTo(type, key);
      const { signal, timeoutMs } = remove;
      const body = JSON.stringify(deleteBody(remove));
      const response = await calls.send({
        method: 'DELETE',
        path,
        accept: JSON_TYPE,
        contentType: JSON_TYPE,
        body,
        idempotent: true,
        signal,
        timeoutMs,
      });
      return objectOf(response, 'DELETE', path);
    },
    async raw(method, path, raw = {}) {
      const { signal, timeoutMs, accept = JSON_TYPE } = raw;
      const query = apiQuery(raw.query ?? {});
      const response = await calls.send({
        method,
        path: path.includes('?') ? path + query.replace('?', '&') : path + query,
        accept,
        ...(raw.body !== undefined && { body: JSON.stringify(raw.body), contentType: JSON_TYPE }),
        idempotent: method !== 'POST',
        signal,
        timeoutMs,
      });
      return parseBody(response, describeRequest(method, path));
    },
  };
}

function pathTo(type: ResourceType, key: ObjectKey, subresource?: string): string {
  requireNamespace(type, key.namespace, key.name);
  if (key.name === '') throw badRequest(`${type.kind}: a name is needed`);
  const { name, namespace } = key;
  return resourcePath(type, { namespace, name, ...(subresource !== undefined && { subresource }) });
}

function createPath(type: ResourceType, { metadata }: Manifest, subresource: string | undefined): string {
  if (subresource !== undefined) return pathTo(type, metadata, subresource);
  requireNamespace(type, metadata.namespace, metadata.name);
  return resourcePath(type, { namespace: metadata.namespace });
}

/** Without this, the server would answer a confusing 404 or 405 for the path of a collection across namespaces. */
function requireNamespace(type: ResourceType, namespace: string | undefined, name: string): void {
  if (type.scope === 'Namespaced' && (namespace === undefined || namespace === ''))
    throw badRequest(`${type.kind}/${name}: a namespace is needed`);
}

function badRequest(message: string): ApiError {
  return new ApiError({ reason: 'BadRequest', message });
}

function listQuery(list: ListOptions, more: Readonly<Record<string, string>> = {}): string {
  const { labelSelector, fieldSelector, limit, resourceVersion, resourceVersionMatch } = list;
  return apiQuery({ ...more, labelSelector, fieldSelector, limit, continue: list.continue, resourceVersion, resourceVersionMatch });
}

function objectOf(response: TransportResponse, method: string, path: string): KubeObject {
  return parseObject(response, describeRequest(method, path)) as KubeObject;
}

function pageOf(value: unknown, type: ResourceType, path: string): ListPage {
  const list = value as { readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }; readonly items?: unknown };
  // Go writes an empty list of some types as null.
  const items = list.items ?? [];
  if (!isJsonObject(list.metadata) || !Array.isArray(items)) throw notA('list', path);
  const apiVersion = apiVersionOf(type);
  const { kind } = type;
  return {
    items: (items as KubeObject[]).map((item) => ({ ...item, apiVersion: item.apiVersion ?? apiVersion, kind: item.kind ?? kind })),
    resourceVersion: list.metadata.resourceVersion ?? '',
    ...(list.metadata.continue && { continue: list.metadata.continue }),
  };
}

function tableOf(value: unknown, path: string): Table {
  const table = value as Partial<Omit<Table, 'rows'>> & {
    readonly kind?: string;
    readonly rows?: Table['rows'] | null;
    readonly metadata?: Partial<Table>;
  };
  if (table.kind !== 'Table' || !Array.isArray(table.columnDefinitions)) throw notA('Table', path);
  return {
    columnDefinitions: table.columnDefinitions,
    rows: table.rows ?? [],
    resourceVersion: table.metadata?.resourceVersion ?? '',
    ...(table.metadata?.continue && { continue: table.metadata.continue }),
  };
}

function notA(what: string, path: string): ApiError {
  return new ApiError({
    reason: 'Garbage',
    message: `the server did not answer with a ${what}`,
    code: 200,
    request: describeRequest('GET', path),
  });
}

function patchBody(patch: Patch): { readonly body: unknown; readonly contentType: string } {
  return patch.type === 'json'
    ? { body: patch.operations, contentType: 'application/json-patch+json' }
    : { body: patch.body, contentType: 'application/merge-patch+json' };
}

function deleteBody({ propagation, uid, resourceVersion, dryRun, gracePeriodSeconds }: DeleteOptions): unknown {
  const hasPreconditions = uid !== undefined || resourceVersion !== undefined;
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: propagation,
    ...(hasPreconditions && { preconditions: { uid, resourceVersion } }),
    ...(dryRun === true && { dryRun: ['All'] }),
    gracePeriodSeconds,
  };
}
