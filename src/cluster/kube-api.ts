import type { KubeObject, Manifest, ObjectKey } from '../kernel/kube-object.ts';
import type { ResourceType } from '../kernel/resource-type.ts';

/** Options that every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Overrides the client's request time-out, in milliseconds; 0 means none. */
  readonly timeoutMs?: number;
  /** It goes past those that wait for a connection: the renewal of a lease must not be late because other calls hang. Of `get` and writes. */
  readonly urgent?: true;
}

/** Options of every call that writes. */
export interface WriteOptions extends CallOptions {
  /** `dryRun=All`: the server does everything but store. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** Default `Strict` for create and apply. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly subresource?: 'status' | 'scale';
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Takes fields over from other managers. Default false: a conflict is a 409 whose causes name fields and managers. */
  readonly force?: boolean;
}

export interface ListOptions extends CallOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

/** One page of a list. Items carry `apiVersion` and `kind` (the server leaves them out; the client fills them in). */
export interface ListPage {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
}

export interface WatchOptions extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  /** Asks the server to end the stream after this many seconds. */
  readonly timeoutSeconds?: number;
  /** Streaming list (KEP-3157): synthetic ADDED events, then a bookmark with annotation `k8s.io/initial-events-end`. */
  readonly sendInitialEvents?: boolean;
  /** The stream is broken off with reason `Timeout` when nothing arrives for this long, in milliseconds. */
  readonly idleTimeoutMs?: number;
}

/**
 * One event of a watch. An `ERROR` event is not handed out: the iterator throws an ApiError (410 as reason `Expired` or `Gone`).
 * A line that is no JSON makes it throw reason `Garbage`.
 */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Preconditions: the server answers 409 when the live object has another uid or version. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
}

/** A patch body with its media type. */
export type Patch =
  | { readonly type: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: 'merge'; readonly body: unknown };

/** RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

/** The `Table` that the server renders with a type's printer columns (`Accept: …;as=Table`). */
export interface Table {
  readonly columnDefinitions: readonly {
    readonly name: string;
    readonly type: string;
    readonly format?: string;
    readonly priority: number;
  }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
  readonly resourceVersion: string;
  readonly continue?: string;
}

/**
 * A typed view of one API server: JSON in, JSON out, nothing lost in between. Every failure is an ApiError.
 * Retries of 429/503/504 with Retry-After and of broken connections on idempotent verbs happen inside.
 */
export interface KubeApi {
  get(type: ResourceType, key: ObjectKey, options?: CallOptions & { readonly subresource?: 'status' | 'scale' }): Promise<KubeObject>;
  list(type: ResourceType, options?: ListOptions): Promise<ListPage>;
  /** The server's Table of a collection, or of one object when `name` is given. `includeObject` defaults to Object. */
  table(type: ResourceType, options?: ListOptions & { readonly name?: string }): Promise<Table>;
  watch(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent>;
  create(type: ResourceType, object: Manifest, options?: WriteOptions): Promise<KubeObject>;
  /** Server-side apply. `created` tells 201 from 200. */
  apply(
    type: ResourceType,
    object: Manifest | KubeObject,
    options: ApplyOptions,
  ): Promise<{ readonly object: KubeObject; readonly created: boolean }>;
  patch(type: ResourceType, key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<KubeObject>;
  /** PUT. */
  replace(type: ResourceType, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** Resolves to the object's last state or the server's Status; 404 is an ApiError `NotFound`. */
  remove(type: ResourceType, key: ObjectKey, options?: DeleteOptions): Promise<KubeObject>;
  /** Any path with any method, JSON in and out: discovery, `/version`, reviews, subresources that the other calls do not cover. */
  raw(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    options?: CallOptions & { readonly body?: unknown; readonly accept?: string; readonly query?: Readonly<Record<string, string>> },
  ): Promise<unknown>;
}

/** Which types a server has: cached for the life of a client, refreshed on demand. */
export interface Discovery {
  /** Whether the server serves this group, version and kind. */
  serves(type: ResourceType, options?: CallOptions & { readonly refresh?: boolean }): Promise<boolean>;
  /** The versions in which the server serves `group` / `kind`, preferred first; empty when the kind is unknown. */
  versionsOf(group: string, kind: string, options?: CallOptions): Promise<readonly string[]>;
  /** The type behind a manifest's `apiVersion` and `kind`; undefined where the server does not serve it. */
  typeOf(
    manifest: { readonly apiVersion: string; readonly kind: string },
    options?: CallOptions & { readonly refresh?: boolean },
  ): Promise<ResourceType | undefined>;
}
