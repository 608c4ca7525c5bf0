import type { Clock } from '../kernel/clock.ts';
import { pause } from '../kernel/clock.ts';
import { ApiError } from './api-error.ts';
import { describeRequest, showablePath } from './describe-request.ts';
import { impersonationHeaders } from './impersonation-headers.ts';
import type { Impersonation } from './cluster-target.ts';
import { retryPause } from './retry-policy.ts';
import { responseError } from './status-error.ts';
import type { Transport, TransportHead, TransportRequest, TransportResponse, TransportStream } from './transport.ts';
import { warningTexts } from './warning-header.ts';

/** One request as it was made, for `-v 6` and metrics. The URL holds no credential and no key. */
export interface RequestReport {
  readonly method: string;
  readonly url: string;
  /** HTTP status, 0 where there was no answer. */
  readonly status: number;
  readonly durationMs: number;
}

/** What all calls of one client share. */
export interface ApiCallsOptions {
  readonly transport: Transport;
  readonly userAgent: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Of a call that does not say; 0 means none. */
  readonly timeoutMs: number;
  readonly impersonate?: Impersonation | undefined;
  /** Gets the text of every `Warning` header of every answer; a text that comes twice is told twice. */
  readonly onWarning?: ((text: string) => void) | undefined;
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
}

/** One call of the API. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Whether doing it twice is the same as doing it once. */
  readonly idempotent: boolean;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly urgent?: boolean | undefined;
}

/** Sends calls: credentials renewed once after a 401, retries, errors as ApiErrors, warnings and reports handed out. */
export interface ApiCalls {
  /** Resolves to an answer with status 2xx. */
  send(call: ApiCall): Promise<TransportResponse>;
  /** Resolves to the head of a 2xx answer. Nothing is retried but a 401: who reads a stream has a rhythm of their own. */
  open(call: ApiCall): Promise<TransportStream>;
}

const NEVER = new AbortController().signal;

/** Makes the {@link ApiCalls} of a client. */
export function createApiCalls(options: ApiCallsOptions): ApiCalls {
  const { transport, clock } = options;
  const common = ['User-Agent', options.userAgent, ...impersonationHeaders(options.impersonate)];
  const base = `${transport.server.protocol}//${transport.server.host}${transport.server.pathname.replace(/\/+$/, '')}`;

  function requestOf(call: ApiCall): TransportRequest {
    const headers = [...common, 'Accept', call.accept];
    if (call.contentType !== undefined) headers.push('Content-Type', call.contentType);
    const { method, path, body, signal, urgent } = call;
    return { method, path, headers, ...(body !== undefined && { body }), signal, urgent, timeoutMs: call.timeoutMs ?? options.timeoutMs };
  }

  async function reported<T extends TransportHead>(call: ApiCall, send: () => Promise<T>): Promise<T> {
    const started = clock.monotonic();
    let status = 0;
    try {
      const head = await send();
      status = head.status;
      const warning = head.headers['warning'];
      if (warning !== undefined && options.onWarning !== undefined) for (const text of warningTexts(warning)) options.onWarning(text);
      return head;
    } finally {
      options.onRequest?.({ method: call.method, url: base + showablePath(call.path), status, durationMs: clock.monotonic() - started });
    }
  }

  async function authenticated<T extends TransportHead>(call: ApiCall, send: () => Promise<T>, discard?: (head: T) => void): Promise<T> {
    const head = await reported(call, send);
    if (head.status !== 401 || !(await transport.renewCredential(head, call.signal))) return head;
    discard?.(head);
    return await reported(call, send);
  }

  async function attempt(call: ApiCall, request: TransportRequest): Promise<TransportResponse | ApiError> {
    try {
      const response = await authenticated(call, async () => await transport.send(request));
      if (response.status >= 200 && response.status < 300) return response;
      return responseError(response.status, response.headers, response.body, describeRequest(call.method, call.path), clock.now());
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  return {
    async send(call) {
      const request = requestOf(call);
      const counts = { told: 0, network: 0 };
      for (;;) {
        const outcome = await attempt(call, request);
        if (!(outcome instanceof ApiError)) return outcome;
        const again = retryPause(outcome, call.idempotent, counts, options.random);
        if (again === undefined) throw outcome;
        counts[again.kind] += 1;
        await pause(clock, again.ms, call.signal ?? NEVER);
      }
    },
    async open(call) {
      const request = requestOf(call);
      const head = await authenticated(
        call,
        async () => await transport.open(request),
        (rejected) => rejected.stream.destroy(),
      );
      if (head.status >= 200 && head.status < 300) return head;
      const body = await readRest(head, request, clock);
      throw responseError(head.status, head.headers, body, describeRequest(call.method, call.path), clock.now());
    },
  };
}

/** How much of an error answer is read from a stream. */
const LONGEST_ERROR_BYTES = 1 << 20;

async function readRest({ stream }: TransportStream, request: TransportRequest, clock: Clock): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => void stream.destroy();
  const cancelTimer = clock.after(request.timeoutMs > 0 ? request.timeoutMs : 30_000, stop);
  request.signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > LONGEST_ERROR_BYTES) break;
    }
  } catch {
    // A cut error answer: its status says enough.
  } finally {
    cancelTimer();
    request.signal?.removeEventListener('abort', stop);
    stop();
  }
  request.signal?.throwIfAborted();
  return Buffer.concat(chunks);
}
