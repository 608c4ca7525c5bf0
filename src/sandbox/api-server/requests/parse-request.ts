import type { RequestInfo, ResourceRequest, ResourceVerb } from '../../requests/request-info.ts';

const VERBS: Readonly<Record<string, ResourceVerb>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** What may stand behind a namespace's name without being a type in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** As the server reads a boolean query parameter: present and neither `0` nor `false`. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

function verbOf(method: string, named: boolean, watching: boolean): ResourceVerb {
  const verb = VERBS[method] ?? 'get';
  if (verb === 'get' && !named) return watching ? 'watch' : 'list';
  return verb === 'delete' && !named ? 'deletecollection' : verb;
}

function resourceOf(method: string, path: string, query: URLSearchParams): ResourceRequest | undefined {
  const parts = path.replaceAll(/^\/|\/$/g, '').split('/');
  const [root] = parts;
  if (parts.length < 3 || (root !== 'api' && root !== 'apis') || (root === 'apis' && parts.length < 4)) return undefined;
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...parts.slice(1)] : parts.slice(1);
  // The old form of a watch: /api/v1/watch/…
  const oldWatch = rest[0] === 'watch' && rest.length > 1;
  const behind = oldWatch ? rest.slice(1) : rest;
  const inNamespace = behind[0] === 'namespaces' && behind.length > 2 && !NAMESPACE_SUBRESOURCES.has(behind[2] ?? '');
  const [plural = '', name, subresource, ...tail] = inNamespace ? behind.slice(2) : behind;
  const named = name !== undefined && name !== '';
  const namespace = inNamespace ? behind[1] : undefined;
  return {
    verb: verbOf(method, named && !oldWatch, oldWatch || flag(query, 'watch')),
    group,
    version,
    plural,
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    ...(named ? { name } : {}),
    ...(subresource === undefined
      ? {}
      : { subresource, rest: tail.length === 0 ? restOf(path, subresource) : `/${tail.join('/')}${path.endsWith('/') ? '/' : ''}` }),
  };
}

/** A slash right behind the subresource is kept: proxies tell `proxy` and `proxy/` apart. */
function restOf(path: string, subresource: string): string {
  return path.endsWith(`/${subresource}/`) ? '/' : '';
}

/**
 * What a request is about, told from method and URL alone. Paths below `/api/{version}` and `/apis/{group}/{version}` are resources, served or
 * not. Throws URIError where the path is not properly encoded.
 */
export function parseRequest(method: string, url: string): RequestInfo {
  const question = url.indexOf('?');
  const path = decodeURIComponent(question < 0 ? url : url.slice(0, question));
  const query = new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
  const resource = path.startsWith('//') ? undefined : resourceOf(method, path, query);
  return { method, path, query, ...(resource === undefined ? {} : { resource }) };
}
