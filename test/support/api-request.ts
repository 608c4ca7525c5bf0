/** The verbs that a request to a Kubernetes API server can mean. `apply` is a server-side apply, `patch` any other patch. */
export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'apply' | 'delete' | 'deletecollection' | 'other';

/** What a request asks for. `resource` is the plural, '' for paths that are no resource (`/version`). */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly verb: ApiVerb;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

interface Place {
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

const SUBRESOURCES_OF_NAMESPACES = new Set(['status', 'finalize']);

function placeOf(path: string): Place {
  const [root, ...rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const group = root === 'apis' ? (rest[0] ?? '') : '';
  const parts = root === 'api' ? rest.slice(1) : root === 'apis' ? rest.slice(2) : [];
  const [first, second, third] = parts;
  const inNamespace = first === 'namespaces' && second !== undefined && third !== undefined && !SUBRESOURCES_OF_NAMESPACES.has(third);
  const [resource = '', name, subresource] = inNamespace ? parts.slice(2) : parts;
  return {
    group,
    resource,
    ...(inNamespace ? { namespace: second } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function verbOf(method: string, query: URLSearchParams, contentType: string, place: Place): ApiVerb {
  if (place.resource === '') return 'other';
  const watch = query.get('watch');
  switch (method) {
    case 'GET':
      if (watch === 'true' || watch === '1') return 'watch';
      return place.name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return contentType.startsWith('application/apply-patch') ? 'apply' : 'patch';
    case 'DELETE':
      return place.name === undefined ? 'deletecollection' : 'delete';
    default:
      return 'other';
  }
}

/** Reads a request line the way the API server's own request-info resolver does. */
export function parseApiRequest(method: string, url: string, contentType = ''): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const place = placeOf(pathname);
  return { method, path: pathname, query: searchParams, verb: verbOf(method, searchParams, contentType, place), ...place };
}
