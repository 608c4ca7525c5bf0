import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One HTTP request to the API server, without what every request has (host, credentials). */
export interface TransportRequest {
  readonly method: string;
  /** Absolute path with query, below the server's own path prefix. */
  readonly path: string;
  /** Names and values in turn (`['Accept', 'application/json']`): a name may come more than once. */
  readonly headers: readonly string[];
  readonly body?: string;
  /** From the moment the request has its place among the connections until the whole answer is (`open`: until its head is); 0 means none. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** It does not wait behind others for a place among the connections. For what is small and rare: the renewal of a lease. */
  readonly urgent?: boolean | undefined;
}

/** The head of an answer, and the credential that was sent for it. */
export interface TransportHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Opaque: for {@link Transport.renewCredential}. */
  readonly credential: unknown;
}

/** A whole answer. */
export interface TransportResponse extends TransportHead {
  readonly body: Buffer;
}

/** An answer whose body is still coming. Whoever takes it destroys it. */
export interface TransportStream extends TransportHead {
  readonly stream: IncomingMessage;
}

/** A connection of its own, for a protocol that begins as an HTTP request (WebSocket). Whoever takes it destroys it. */
export interface TransportConnection {
  /** TLS is part of it. It may still be connecting: its failure comes as `error`. */
  readonly socket: Duplex;
  /** The `Authorization` header that the request must carry. */
  readonly authorization: string | undefined;
  /** Opaque: for {@link Transport.renewCredential}. */
  readonly credential: unknown;
}

/**
 * An authenticated way to one API server. Failures to get an answer are ApiErrors `Unreachable`, `RequestTimeout` or
 * `Configuration`; an abort throws the signal's reason. Nothing is retried here; an HTTP status is never an error here.
 */
export interface Transport {
  readonly server: URL;
  send(request: TransportRequest): Promise<TransportResponse>;
  /** For answers without end (watches). They have connections of their own, as many as asked for. */
  open(request: TransportRequest): Promise<TransportStream>;
  connect(signal?: AbortSignal): Promise<TransportConnection>;
  /** After a 401: gets a new credential if the rejected one can be renewed. True when asking again makes sense. */
  renewCredential(rejected: Pick<TransportHead, 'credential'>, signal?: AbortSignal): Promise<boolean>;
  /** Ends every connection. Requests in flight fail. */
  close(): void;
}
