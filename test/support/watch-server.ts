import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { resourcePath } from '../../src/kernel/resource-type.ts';
import { startHttpTestServer } from './http-test-server.ts';
import type { ListRequest } from './watch-list.ts';
import { listPager } from './watch-list.ts';
import { answerJson, answerStatus, statusBody } from './status-answer.ts';
import type { FaultPlan, RequestFault } from './watch-faults.ts';
import type { WatchLog } from './watch-log.ts';
import { watchLog } from './watch-log.ts';
import type { WatchRequest, WatchStream } from './watch-stream.ts';
import { serveWatch } from './watch-stream.ts';

/** The type that the server serves unless told otherwise. */
export const WIDGET: ResourceType = { group: 'test.aistack.dev', version: 'v1', kind: 'Widget', plural: 'widgets', scope: 'Namespaced' };

/** What was asked of the server so far. Requests that met a fault count too. */
export interface WatchServerCounts {
  /** Lists begun: pages without a continue token. */
  lists: number;
  listPages: number;
  watches: number;
  /** Watches that asked for a streaming list. */
  streamingLists: number;
  /** Events sent, bookmarks left out. */
  events: number;
  /** Faults that really happened, by name. */
  readonly faults: Record<string, number>;
}

/** How the server behaves. */
export interface WatchServerOptions {
  readonly type?: ResourceType;
  /** false: a server without streaming lists, that answers `sendInitialEvents` with 422 Invalid. Default true. */
  readonly streamingLists?: boolean;
  /** How a version that is too old is refused at the start of a watch: HTTP 410, or 200 and an ERROR event. Default `status`. */
  readonly expiredAs?: 'status' | 'event';
  /** `Retry-After` of the fault `throttled`, in seconds. Default 1. */
  readonly retryAfterSeconds?: number;
}

/**
 * An API server of one resource type, kept in memory, over plain HTTP: list (paged, consistent over the pages) and watch as Kubernetes
 * documents them (API concepts, "Efficient detection of changes" and "Streaming lists"). Objects are changed by direct calls on `log`.
 * Selectors are refused, so that a test cannot pass by their being ignored.
 */
export interface WatchServer {
  readonly url: string;
  readonly kubeconfig: string;
  readonly type: ResourceType;
  readonly log: WatchLog;
  readonly counts: WatchServerCounts;
  /** Takes effect for requests from now on. Undefined: behave. */
  setFaults(plan: FaultPlan | undefined): void;
  /** Sends a bookmark on every open watch that asked for bookmarks. */
  bookmark(): void;
  /** How many watches are open. */
  openWatches(): number;
  /** Ends every open watch cleanly, as at the server's own time-out. */
  endWatches(): void;
  /** Resets every connection. */
  dropConnections(): void;
  close(): Promise<void>;
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function watchRequest(query: URLSearchParams, namespace: string | undefined): WatchRequest {
  const version = query.get('resourceVersion') ?? '';
  const streaming = isTrue(query.get('sendInitialEvents'));
  const seconds = query.get('timeoutSeconds');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(seconds === null ? {} : { timeoutSeconds: Number(seconds) }),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    initial: streaming || version === '' || version === '0',
    markInitialEnd: streaming,
    from: Number(version),
  };
}

/** Starts it. End it with `close()`. */
export async function startWatchServer(options: WatchServerOptions = {}): Promise<WatchServer> {
  const { type = WIDGET, streamingLists = true, expiredAs = 'status', retryAfterSeconds = 1 } = options;
  const log = watchLog(type);
  const pager = listPager(log);
  const counts: WatchServerCounts = { lists: 0, listPages: 0, watches: 0, streamingLists: 0, events: 0, faults: {} };
  const streams = new Set<WatchStream>();
  let plan: FaultPlan | undefined;

  const countFault = (name: string): void => {
    counts.faults[name] = (counts.faults[name] ?? 0) + 1;
  };
  const answerFault = (response: ServerResponse, fault: RequestFault): void => {
    countFault(fault);
    if (fault === 'expired') answerStatus(response, 410, 'Expired', 'too old resource version');
    if (fault === 'throttled') answerStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': String(retryAfterSeconds) });
    if (fault === 'error') answerStatus(response, 500, 'InternalError', 'etcd is having a bad day');
    if (fault === 'nonsense') response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
    if (fault === 'reset') response.socket?.resetAndDestroy();
  };
  const answerList = (response: ServerResponse, request: ListRequest): void => {
    counts.listPages += 1;
    if (request.continue === undefined) counts.lists += 1;
    const fault = plan?.({ kind: 'list', number: counts.listPages });
    if (fault !== undefined && 'instead' in fault) {
      answerFault(response, fault.instead);
      return;
    }
    const page = pager(request);
    if (page === undefined) answerStatus(response, 410, 'Expired', 'the provided continue parameter is too old');
    else answerJson(response, 200, page);
  };
  const refusal = (query: URLSearchParams): string | undefined => {
    if (!query.has('sendInitialEvents')) return undefined;
    if (!streamingLists)
      return 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
    if (query.get('resourceVersionMatch') === 'NotOlderThan') return undefined;
    return 'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
  };
  const answerExpired = (response: ServerResponse, from: number): void => {
    const message = `too old resource version: ${from} (${log.oldest()})`;
    if (expiredAs === 'status') {
      answerStatus(response, 410, 'Expired', message);
      return;
    }
    const line = JSON.stringify({ type: 'ERROR', object: statusBody(410, 'Gone', message) });
    response.writeHead(200, { 'content-type': 'application/json' }).end(`${line}\n`);
  };
  const answerWatch = (response: ServerResponse, query: URLSearchParams, namespace: string | undefined): void => {
    counts.watches += 1;
    if (query.has('sendInitialEvents')) counts.streamingLists += 1;
    const fault = plan?.({ kind: 'watch', number: counts.watches });
    if (fault !== undefined && 'instead' in fault) {
      answerFault(response, fault.instead);
      return;
    }
    const refused = refusal(query);
    if (refused !== undefined) {
      answerStatus(response, 422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${refused}`);
      return;
    }
    const request = watchRequest(query, namespace);
    if (!request.initial && request.from < log.oldest()) {
      answerExpired(response, request.from);
      return;
    }
    const listener = { onEvent: () => void (counts.events += 1), onFault: countFault };
    const stream = serveWatch(log, response, fault === undefined ? request : { ...request, fault }, listener);
    streams.add(stream);
    response.once('close', () => streams.delete(stream));
  };
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const namespace = /\/namespaces\/([^/]+)\//.exec(pathname)?.[1];
    if (request.method !== 'GET' || pathname !== resourcePath(type, { namespace })) {
      answerStatus(response, 404, 'NotFound', `the server has nothing at ${pathname}`);
    } else if (query.has('labelSelector') || query.has('fieldSelector')) {
      answerStatus(response, 400, 'BadRequest', 'this server knows no selectors');
    } else if (isTrue(query.get('watch'))) {
      answerWatch(response, query, namespace);
    } else {
      const limit = Number(query.get('limit') ?? 0);
      const token = query.get('continue');
      answerList(response, { limit, ...(namespace === undefined ? {} : { namespace }), ...(token === null ? {} : { continue: token }) });
    }
  };

  const http = await startHttpTestServer(listen);
  return {
    ...http,
    type,
    log,
    counts,
    setFaults: (next) => {
      plan = next;
    },
    bookmark: () => {
      for (const stream of streams) stream.bookmark();
    },
    openWatches: () => streams.size,
    endWatches: () => {
      for (const stream of streams) stream.end();
    },
  };
}
