import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What the API server takes for itself: whoever stands behind it must not see a client's credentials. */
const TAKEN = /^(authorization|impersonate-.*)$/;

/** Encodes a path as Go's `url.URL` does, by which what is proxied is written anew. */
export function goPath(path: string): string {
  return encodeURIComponent(path)
    .replace(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The prefix of the proxy in front of the path that the target sees. */
export function proxyPrefix({ path, resource }: ResourceRequestInfo): string {
  const { rest = '' } = resource;
  return path.slice(0, path.length - rest.length);
}

/** The path with query for the target. */
export function targetPath({ resource }: ResourceRequestInfo, url: string): string {
  const at = url.indexOf('?');
  return `${goPath(resource.rest === undefined || resource.rest === '' ? '/' : resource.rest)}${at < 0 ? '' : url.slice(at)}`;
}

/** Raw headers as they came, by name in lower case; several of one name stay several. */
export function distinctHeaders(message: IncomingMessage, drop: (name: string) => boolean): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) if (values !== undefined && !drop(name)) headers[name] = values;
  return headers;
}

/** The request's headers as they go to the target, with those that the proxy adds. */
export function targetHeaders(info: ResourceRequestInfo, request: IncomingMessage): OutgoingHttpHeaders {
  const named = new Set((request.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const headers = distinctHeaders(request, (name) => HOP_BY_HOP.has(name) || TAKEN.test(name) || named.has(name));
  const before = request.headersDistinct['x-forwarded-for'] ?? [];
  const client = request.socket.remoteAddress?.replace(/^::ffff:/, '');
  const rest = info.resource.rest === '' || info.resource.rest === undefined ? '/' : info.resource.rest;
  return {
    ...headers,
    host: request.headers.host ?? '',
    'x-forwarded-for': [...before, ...(client === undefined ? [] : [client])].join(', '),
    'x-forwarded-uri': goPath(`${proxyPrefix(info)}${rest}`),
  };
}

/** The answer's headers as they go to the client. */
export function answerHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  return distinctHeaders(answer, (name) => HOP_BY_HOP.has(name));
}
