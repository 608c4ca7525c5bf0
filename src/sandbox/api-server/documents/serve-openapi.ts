import { createHash } from 'node:crypto';
import type { NameOf } from '../../openapi/schema-components.ts';
import { openApiDocument } from '../../openapi/open-api-document.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { type Answer, textAnswer } from '../answers/answer.ts';
import { parseAccept } from '../answers/negotiate.ts';
import type { ServedGroup } from './served-types.ts';

interface Document {
  readonly resources: readonly ServedResource[];
  readonly text: string;
  readonly hash: string;
}

/** What an OpenAPI request says. */
export interface OpenApiRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Answers requests below `/openapi/v3`; undefined for other paths. */
export type OpenApiServer = (served: readonly ServedGroup[], request: OpenApiRequest) => Answer | undefined;

const ROOT = '/openapi/v3';
const YEAR = 365 * 24 * 60 * 60 * 1000;

function gvPath({ group, version }: ServedGroup): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function acceptsJson(accept: string | undefined): boolean {
  return parseAccept(accept).some(({ type }) => ['application/json', 'application/*', '*/*'].includes(type));
}

function documentAnswer({ text, hash }: Document, { path, query, ifNoneMatch, now, accept }: OpenApiRequest): Answer {
  const etag = `"${hash}"`;
  const asked = query.get('hash');
  if (!acceptsJson(accept)) return { status: 406, type: 'application/json', body: '', headers: { Vary: 'Accept' } };
  const shared = { ETag: etag, Vary: 'Accept' };
  if (asked !== null && asked !== '' && asked !== hash) {
    return { status: 301, type: 'application/json', body: '', headers: { ...shared, Location: `${path}?hash=${hash}` } };
  }
  // Under its hash a document never changes: kubectl keeps it on disk.
  const forever = { 'Cache-Control': 'public, immutable', Expires: new Date(now + YEAR).toUTCString() };
  const headers = asked === hash ? { ...shared, ...forever } : shared;
  return ifNoneMatch === etag
    ? { status: 304, type: 'application/json', body: '', headers }
    : { status: 200, type: 'application/json', body: text, headers };
}

/** Makes the documents of the group versions when they are asked for, and keeps each as long as its types stay the same. */
export function createOpenApiServer(nameOf?: NameOf): OpenApiServer {
  const documents = new Map<string, Document>();
  const documentOf = (group: ServedGroup): Document => {
    const key = gvPath(group);
    const known = documents.get(key);
    const same = known !== undefined && known.resources.length === group.resources.length;
    if (same && known.resources.every((resource, index) => resource === group.resources[index])) return known;
    const text = JSON.stringify(openApiDocument(group.resources, nameOf));
    const made = { resources: group.resources, text, hash: createHash('sha512').update(text).digest('hex').toUpperCase() };
    documents.set(key, made);
    return made;
  };
  return (served, request) => {
    if (request.path !== ROOT && !request.path.startsWith(`${ROOT}/`)) return undefined;
    if (request.path === ROOT) {
      const entry = (group: ServedGroup): [string, object] => {
        const key = gvPath(group);
        return [key, { serverRelativeURL: `${ROOT}/${key}?hash=${documentOf(group).hash}` }];
      };
      return { ...textAnswer(200, JSON.stringify({ paths: Object.fromEntries(served.map(entry)) })), headers: {} };
    }
    const group = served.find((one) => `${ROOT}/${gvPath(one)}` === request.path);
    return group === undefined ? { status: 404, type: 'application/json', body: '' } : documentAnswer(documentOf(group), request);
  };
}
