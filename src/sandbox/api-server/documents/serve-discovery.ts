import { createHash } from 'node:crypto';
import type { Answer } from '../answers/answer.ts';
import { type AcceptClause, MEDIA_TYPES, negotiate, parseAccept } from '../answers/negotiate.ts';
import { objectAnswer } from '../answers/render.ts';
import { onlyAccepted } from '../answers/route-failures.ts';
import { methodNotAllowed, noSuchPath } from '../../failures/common-failures.ts';
import { aggregatedDiscovery } from './aggregated-discovery.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './legacy-discovery.ts';
import type { ServedGroup } from './served-types.ts';

/** What a discovery request says. */
export interface DiscoveryRequest {
  readonly method: string;
  /** Without a slash at its end. */
  readonly path: string;
  readonly accept: string | undefined;
  readonly pretty: boolean;
  readonly ifNoneMatch: string | undefined;
  /** Host and port of the server. */
  readonly address: string;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function wantsAggregated({ type, params }: AcceptClause): boolean {
  if (params['as'] !== 'APIGroupDiscoveryList') return false;
  return type === 'application/json' && params['g'] === 'apidiscovery.k8s.io' && params['v'] === 'v2';
}

/** Whether the client would rather have the aggregated form than the plain one. Throws ApiFailure (406) where it can have neither. */
function prefersAggregated(accept: string | undefined): boolean {
  const clauses = parseAccept(accept);
  const first = clauses.find((clause) => wantsAggregated(clause) || clause.params['as'] === undefined);
  if (first === undefined) throw onlyAccepted(MEDIA_TYPES);
  return wantsAggregated(first);
}

function aggregated(served: readonly ServedGroup[], core: boolean, request: DiscoveryRequest): Answer {
  const body = `${JSON.stringify(aggregatedDiscovery(served, core))}\n`;
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`;
  const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': 'public' };
  if (request.ifNoneMatch === etag) return { status: 304, type: AGGREGATED, body: '', headers };
  return { status: 200, type: AGGREGATED, body, headers };
}

function plain(document: object, { accept, pretty }: DiscoveryRequest): Answer {
  const form = negotiate(accept);
  return objectAnswer(200, document, { ...form, pretty: form.pretty || pretty });
}

function versionList(served: readonly ServedGroup[], group: string, version: string, request: DiscoveryRequest): Answer | undefined {
  const found = served.find((one) => one.group === group && one.version === version);
  if (found !== undefined) {
    if (request.method !== 'GET') throw methodNotAllowed();
    return plain(apiResourceList(found), request);
  }
  // Kubernetes' own groups say so with a Status; of the others the server knows nothing.
  if (served.some((one) => one.group === group && !one.custom)) throw noSuchPath();
  return undefined;
}

/** Answers `/api`, `/apis` and what lies right below; undefined for other paths and for groups that are not served. */
export function serveDiscovery(served: readonly ServedGroup[], request: DiscoveryRequest): Answer | undefined {
  const parts = request.path.split('/').slice(1);
  const [root, group = '', version = ''] = parts;
  if (root === 'api') {
    if (parts.length === 1)
      return prefersAggregated(request.accept) ? aggregated(served, true, request) : plain(apiVersions(request.address), request);
    return parts.length === 2 ? versionList(served, '', group, request) : undefined;
  }
  if (root !== 'apis') return undefined;
  if (parts.length === 1)
    return prefersAggregated(request.accept) ? aggregated(served, false, request) : plain(apiGroupList(served), request);
  if (parts.length === 3) return versionList(served, group, version, request);
  const document = parts.length === 2 ? apiGroup(served, group) : undefined;
  return document === undefined ? undefined : plain(document, request);
}
