import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { requestOver } from '../programs/request-over.ts';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';
import { methodNotAllowed } from '../failures/common-failures.ts';
import { targetFailed, targetRefused } from './proxy-failure.ts';
import { answerHeaders, goPath, proxyPrefix, targetHeaders, targetPath } from './proxy-request.ts';
import { type LinkContext, rewriteHtml, rewriteLink } from './proxy-rewrite.ts';
import { type ProxyParts, proxyTarget } from './proxy-target.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

async function passOn(answer: IncomingMessage, links: LinkContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = answerHeaders(answer);
  const { location } = answer.headers;
  if (location !== undefined) headers['location'] = rewriteLink(location, links);
  const isHtml = answer.headers['content-type']?.startsWith('text/html') === true && answer.headers['content-encoding'] === undefined;
  const status = answer.statusCode ?? 502;
  if (isHtml && request.method !== 'HEAD') {
    const page = rewriteHtml((await buffer(answer)).toString('utf8'), links);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(page) });
    response.end(page);
    return;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

/** How the end of the body is told: by its length, which is among the headers already, or in chunks. */
function bodyFraming({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };
}

/** Serves `services/…/proxy` and `pods/…/proxy` for any method: streams both ways. */
export async function serveProxy(
  parts: ProxyParts,
  info: ResourceRequestInfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '' } = request;
  if (!METHODS.has(method)) throw methodNotAllowed();
  const target = proxyTarget(parts, info.resource);
  if ((info.resource.rest ?? '') === '' && (method === 'GET' || method === 'HEAD')) {
    // Relative links of a page only work below a path with a slash at its end.
    const query = url.indexOf('?');
    response.writeHead(301, { location: `${goPath(info.path)}/${query < 0 ? '' : url.slice(query)}` }).end();
    return;
  }
  const connection = target.dial();
  if (connection === undefined) throw targetRefused(target.address);
  const upstream = requestOver({
    connection,
    protocol: target.protocol,
    method,
    path: targetPath(info, url),
    headers: { ...targetHeaders(info, request), ...bodyFraming(request), connection: 'close' },
  });
  response.once('close', () => upstream.destroy());
  const links = { prefix: goPath(proxyPrefix(info)), host: request.headers.host ?? '' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve);
    upstream.once('error', (error) => reject(targetFailed(error)));
    request.pipe(upstream);
  });
  // After the head a broken connection shows as a body that is cut off.
  upstream.on('error', () => response.destroy());
  await passOn(answer, links, request, response);
}
