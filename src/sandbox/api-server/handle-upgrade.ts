import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { methodNotAllowed } from '../failures/common-failures.ts';
import type { ApiServerOptions } from './api-server-options.ts';
import { admit, failureOf, isResourceRequest, notServed, resourceServed, type ServerState } from './handle-request.ts';
import { parseRequest } from './requests/parse-request.ts';
import type { FailureStatus } from '../failures/api-failure.ts';
import type { Requester } from '../requests/requester.ts';
import type { RequestInfo } from '../requests/request-info.ts';

/** A socket without a response: the answer is written by hand. */
function refuse(socket: Duplex, code: number, body: string, type: string): void {
  if (socket.destroyed || !socket.writable) return;
  const head = [
    `HTTP/1.1 ${String(code)} ${STATUS_CODES[code] ?? ''}`,
    `Content-Type: ${type}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refuseWith(socket: Duplex, status: FailureStatus): void {
  refuse(socket, status.code, `${JSON.stringify(status)}\n`, 'application/json');
}

/** Hands a request with `Connection: Upgrade` to the tunnels, after the same questions as any request. Never rejects. */
export async function handleUpgrade(
  options: ApiServerOptions,
  state: ServerState,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  let requester: Requester | undefined;
  let info: RequestInfo = { method, path: url, query: new URLSearchParams() };
  let code = 101;
  // A client that goes away is no fault of the server.
  socket.on('error', () => {});
  try {
    info = parseRequest(method, url);
    const admitted = admit(options, info, request, (user) => {
      requester = user;
    });
    const fault = options.faults?.before(info, admitted.requester);
    if (fault?.do === 'reset' || fault?.do === 'lose-answer') {
      code = 0;
      socket.destroy();
      return;
    }
    if (!isResourceRequest(info)) throw methodNotAllowed();
    const resource = resourceServed(options, info);
    const { subresource = '' } = info.resource;
    if (resource === undefined) {
      const answer = notServed(state, info);
      code = answer.status;
      refuse(socket, answer.status, answer.body, answer.type);
      return;
    }
    if (options.tunnels === undefined || !resource.connects.includes(subresource)) throw methodNotAllowed();
    await options.tunnels.upgrade(info, admitted.requester, request, socket, head);
  } catch (error) {
    const status = failureOf(error);
    code = status.code;
    refuseWith(socket, status);
  } finally {
    options.journal?.record({ info, requester, code, userAgent: request.headers['user-agent'] ?? '' });
  }
}
