import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestInfo, ResourceRequest } from './request-info.ts';
import type { Requester } from './requester.ts';

/** A request about a resource. */
export interface ResourceRequestInfo extends RequestInfo {
  readonly resource: ResourceRequest;
}

/**
 * Serves the subresources that are streams: `log`, `exec`, `attach`, `portforward`, `proxy`. The request is authenticated and allowed, its
 * body is unread. Whatever is thrown before a byte was written is answered by the server: an ApiFailure with its Status, else 500.
 */
export interface Tunnels {
  request(info: ResourceRequestInfo, requester: Requester, request: IncomingMessage, response: ServerResponse): Promise<void> | void;
  /** A request with `Connection: Upgrade`: the socket is the tunnel's from here on. */
  upgrade(info: ResourceRequestInfo, requester: Requester, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> | void;
}
