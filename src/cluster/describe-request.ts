/** From this length on, a path segment behind a service proxy may be a key rather than a name. */
const KEY_LENGTH = 16;

/**
 * A path as it may be shown. What lies behind a service or pod proxy belongs to another server, whose paths may hold keys
 * (`/admin/apikeys/<raw key>`): its query is dropped and its long segments are masked.
 */
export function showablePath(path: string): string {
  const proxied = path.indexOf('/proxy/');
  if (proxied < 0 || !/^\/api\/v1\/(namespaces\/[^/]+\/(services|pods)|nodes)\/[^/]+$/.test(path.slice(0, proxied))) return path;
  const rest = path.slice(proxied).split('?', 1)[0] ?? '';
  const masked = rest.split('/').map((segment) => (segment.length >= KEY_LENGTH ? '***' : segment));
  return path.slice(0, proxied) + masked.join('/');
}

/** `GET /apis/…` without query: how errors name a request. */
export function describeRequest(method: string, path: string): string {
  return `${method} ${showablePath(path).split('?', 1)[0]}`;
}
