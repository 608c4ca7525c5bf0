import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import type { Requester } from '../requests/requester.ts';
import type { ServedResource } from '../resources/served-resource.ts';

/** What every write may say (query parameters of the API). */
export interface WriteOptions {
  readonly requester: Requester;
  /** For `managedFields`. Default: what the caller's user agent gives; the front fills it in. */
  readonly fieldManager: string;
  readonly dryRun?: boolean;
  /** Default `Warn`. With `Strict` complaints are a 400, with `Warn` they are warnings. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Strict complaints found while the body was parsed (`duplicate field "spec.x"`): they go before those of decoding. */
  readonly complaints?: readonly string[];
  /** `status` or `scale`; absent for the object itself. */
  readonly subresource?: string;
  /** Takes texts for `Warning:` headers. */
  readonly warn?: (text: string) => void;
}

/** `DeleteOptions` as far as they matter. */
export interface DeleteRequest {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** The four patch formats of the API. */
export type PatchRequest =
  | { readonly type: 'json'; readonly operations: unknown }
  | { readonly type: 'merge'; readonly body: unknown }
  | { readonly type: 'strategic'; readonly body: unknown }
  | { readonly type: 'apply'; readonly body: unknown; readonly force: boolean };

/** What to list. */
export interface ListQuery {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
}

/** A page of objects. */
export interface ListPage {
  readonly items: readonly KubeObject[];
  /** For `metadata.resourceVersion` of the list. */
  readonly version: string;
  readonly continue?: string;
  /** Absent where the server does not tell it (selectors). */
  readonly remaining?: number;
}

/** What to watch. */
export interface WatchQuery extends Pick<
  ListQuery,
  'namespace' | 'labelSelector' | 'fieldSelector' | 'resourceVersion' | 'resourceVersionMatch'
> {
  readonly sendInitialEvents?: boolean;
  readonly allowBookmarks?: boolean;
}

/** One event of a watch. A bookmark's object has kind, apiVersion, resourceVersion and annotations only. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly version: string; readonly initialEventsEnd?: true };

/** A watch under way. */
export interface Watch {
  /** The version up to which everything was delivered: for bookmarks. */
  readonly version: string;
  stop(): void;
}

/** What came of a write. */
export interface WriteResult {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** What came of a delete: the object as it was last, and whether it is gone or waits for finalizers. */
export interface DeleteResult {
  readonly object: KubeObject;
  readonly gone: boolean;
}

/**
 * The API's operations on objects, without HTTP and without authorization. Synchronous, so each is atomic; throws ApiFailure.
 * The controllers of this process use it too.
 */
export interface ObjectService {
  /** As it is now. `resourceVersion` only has to exist already: an older one means "not older than", and nothing is. */
  get(resource: ServedResource, key: ObjectKey, subresource?: string, resourceVersion?: string): KubeObject;
  list(resource: ServedResource, query: ListQuery): ListPage;
  /** Throws where the version is too old or the query is malformed; later events go to `sink`, synchronously with the change. */
  watch(resource: ServedResource, query: WatchQuery, sink: (event: WatchEvent) => void): Watch;
  create(resource: ServedResource, namespace: string | undefined, body: unknown, options: WriteOptions): KubeObject;
  update(resource: ServedResource, key: ObjectKey, body: unknown, options: WriteOptions): WriteResult;
  patch(resource: ServedResource, key: ObjectKey, patch: PatchRequest, options: WriteOptions): WriteResult;
  delete(resource: ServedResource, key: ObjectKey, request: DeleteRequest, options: WriteOptions): DeleteResult;
  deleteCollection(resource: ServedResource, query: ListQuery, request: DeleteRequest, options: WriteOptions): readonly KubeObject[];
}
