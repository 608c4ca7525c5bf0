/** The verbs of authorization for resources. */
export type ResourceVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What a request is about, told from method and URL alone (apiserver, `RequestInfo`). */
export interface RequestInfo {
  readonly method: string;
  /** Decoded path without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Absent for paths that are no resource: discovery, `/version`, `/healthz`. */
  readonly resource?: ResourceRequest;
}

/** The part about a resource. */
export interface ResourceRequest {
  readonly verb: ResourceVerb;
  readonly group: string;
  readonly version: string;
  /** The plural in the path, whether it is served or not. */
  readonly plural: string;
  /** `status`, `scale`, `log`, `exec`, `proxy`, …; absent for the object itself. */
  readonly subresource?: string;
  /** What stands behind the subresource, for proxies: begins with `/` or is empty. */
  readonly rest?: string;
  readonly namespace?: string;
  readonly name?: string;
}
