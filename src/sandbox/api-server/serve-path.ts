import type { RequestInfo } from '../requests/request-info.ts';
import { type Answer, pageNotFound } from './answers/answer.ts';
import { negotiate } from './answers/negotiate.ts';
import { objectAnswer } from './answers/render.ts';
import { notAcceptable } from './answers/route-failures.ts';
import { methodNotAllowed } from '../failures/common-failures.ts';
import { serveDiscovery } from './documents/serve-discovery.ts';
import { serveHealth } from './documents/serve-health.ts';
import type { OpenApiServer } from './documents/serve-openapi.ts';
import type { ServedGroup } from './documents/served-types.ts';
import { SERVER_VERSION } from './documents/server-version.ts';

/** A request for a path that is no resource. */
export interface PathRequest {
  readonly info: RequestInfo;
  readonly served: readonly ServedGroup[];
  readonly openApi: OpenApiServer;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly pretty: boolean;
  /** Host and port of the server. */
  readonly address: string;
  readonly now: number;
}

function serveVersion({ info, accept, pretty }: PathRequest): Answer {
  if (info.method !== 'GET') throw methodNotAllowed();
  try {
    const form = negotiate(accept);
    return objectAnswer(200, SERVER_VERSION, { type: 'application/json', pretty: form.pretty || pretty });
  } catch {
    throw notAcceptable(['application/json']);
  }
}

function paths(served: readonly ServedGroup[]): readonly string[] {
  const groups = served.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
  );
  return [...new Set(['/api', '/apis', ...groups, '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'])].toSorted();
}

/** Answers everything that is no resource: discovery, OpenAPI, health, version. Throws ApiFailure. */
export function servePath(request: PathRequest): Answer {
  const { info, served, openApi, accept, ifNoneMatch, pretty, address, now } = request;
  if (info.path.startsWith('//')) return pageNotFound();
  const path = info.path.length > 1 && info.path.endsWith('/') ? info.path.slice(0, -1) : info.path;
  if (path === '/version') return serveVersion(request);
  if (path === '/') return objectAnswer(200, { paths: paths(served) }, { type: 'application/json', pretty: true });
  return (
    serveHealth(path, info.query) ??
    openApi(served, { path, query: info.query, accept, ifNoneMatch, now }) ??
    serveDiscovery(served, { method: info.method, path, accept, ifNoneMatch, pretty, address }) ??
    pageNotFound()
  );
}
