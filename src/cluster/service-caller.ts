import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** A port of a Service. */
export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  /** The number of the Service's port, not of the container's. */
  readonly port: number;
}

/** One HTTP request to what stands behind a Service. */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole answer (`open`: for its head), the way there included; 0 means none. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** The server speaks TLS. `ca`: PEM of who vouches for it beside the system's authorities. Verification is never switched off. */
  readonly tls?: { readonly ca?: string };
  /** Path or query hold a secret: they must not stand in a URL that the API server sees and audits. */
  readonly secretPath?: true;
  /** `http(s)://host:port` to ask instead of the Service: what a user or an annotation says. */
  readonly endpoint?: string;
}

/** A whole answer. Any HTTP status is an answer, never an error. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer whose body is still coming. Whoever takes it destroys it. */
export interface ServiceStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream: Readable;
}

/**
 * Ways to the servers behind Services. Inside the cluster by the Service's DNS name; from outside through the API server's service proxy, or
 * through a port-forward to one of its ready pods where that proxy must not be used (TLS, which it does not verify, and secrets in a path).
 *
 * No answer is an ApiError: `Unreachable`, `RequestTimeout`, `NotFound` (no such Service), `ServiceUnavailable` (no ready pod), `Forbidden`
 * (the API server does not let us through). Its messages name Service and way, never a secret. An abort throws the signal's reason.
 * Nothing is retried.
 */
export interface ServiceCaller {
  call(service: ServicePort, request: ServiceRequest): Promise<ServiceAnswer>;
  open(service: ServicePort, request: ServiceRequest): Promise<ServiceStream>;
  /** Ends port-forwards and kept connections. Calls in flight fail. */
  close(): void;
}
