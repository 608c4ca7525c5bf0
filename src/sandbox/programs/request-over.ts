import { type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';

/** An HTTP request for a connection that is there already. */
export interface RequestOver {
  readonly connection: Duplex;
  /** `https:` talks TLS first, without looking at the certificate. */
  readonly protocol: 'http:' | 'https:';
  readonly method: string;
  /** Path with query, as it is sent. */
  readonly path: string;
  /** All of them: none is added, not even those that tell how long the body is. */
  readonly headers: OutgoingHttpHeaders;
}

/** Begins an HTTP/1.1 request over a connection. The caller ends the request; the connection is used for it alone. */
export function requestOver({ connection, protocol, method, path, headers }: RequestOver): ClientRequest {
  const socket = protocol === 'http:' ? connection : tlsConnect({ socket: connection, rejectUnauthorized: false });
  const request = httpRequest({ method, path, headers, setDefaultHeaders: false, createConnection: () => socket });
  // With TLS the request hears only of the TLS side's failures.
  if (socket !== connection) connection.on('error', (error) => socket.destroy(error));
  return request;
}
