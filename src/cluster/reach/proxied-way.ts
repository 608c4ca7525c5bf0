import type { RequestManner } from '../connect.ts';
import { describeRequest, showablePath } from '../describe-request.ts';
import { createSlots } from '../slots.ts';
import type { ServicePort, ServiceStream } from '../service-caller.ts';
import type { Transport, TransportStream } from '../transport.ts';
import { networkError } from '../network-error.ts';
import { hasHeader } from './outgoing-headers.ts';
import { proxyPath } from './proxy-path.ts';
import { readBody } from './read-body.ts';
import { refusalOf, type Told } from './refusal-of.ts';
import type { ServiceWay, WayRequest } from './service-way.ts';

/** What requests through the API server are made with. */
export interface ProxiedWayOptions {
  readonly transport: Transport;
  readonly manner: Omit<RequestManner, 'timeoutMs'>;
}

/** Calls to one Service at a time: more wait. They have connections of their own beside those of the API calls. */
const MAX_CALLS = 16;

/**
 * The way through the API server's service proxy. What the API server itself says (no such Service, no endpoints, not allowed) is thrown as an
 * ApiError; any answer of the server behind is one, whatever its status.
 */
export function proxiedWay(service: ServicePort, { transport, manner }: ProxiedWayOptions): ServiceWay {
  const { clock } = manner;
  const slots = createSlots(MAX_CALLS);
  const { protocol, host, pathname } = transport.server;
  const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;

  async function ask(request: WayRequest): Promise<TransportStream> {
    const { method, body, signal } = request;
    const path = proxyPath(service, request.path);
    // The caller's own user agent, if it names one, is for the server behind.
    const common = hasHeader(request.headers, 'user-agent') ? manner.headers.slice(2) : manner.headers;
    const headers = [...common, ...request.headers];
    const started = clock.monotonic();
    let status = 0;
    try {
      const head = await transport.open({ method, path, headers, ...(body !== undefined && { body }), timeoutMs: 0, signal });
      status = head.status;
      return head;
    } finally {
      manner.onRequest?.({ method, url: base + showablePath(path), status, durationMs: clock.monotonic() - started });
    }
  }

  async function open(request: WayRequest): Promise<ServiceStream> {
    const what = describeRequest(request.method, proxyPath(service, ''));
    const tell = async (answer: TransportStream): Promise<Told> =>
      await refusalOf(answer, what, clock, request.signal).catch((error: unknown) => {
        throw request.signal.aborted ? request.signal.reason : networkError(error, transport.server, request.method, '');
      });
    let head = await ask(request);
    let told = await tell(head);
    // A credential that the API server no longer takes: nothing of the request has gone further.
    if (told.refusal?.code === 401 && (await transport.renewCredential(head, request.signal))) {
      head = await ask(request);
      told = await tell(head);
    }
    if (told.refusal !== undefined) throw told.refusal;
    return { status: head.status, headers: head.headers, stream: told.stream };
  }

  return {
    label: "through the API server's service proxy",
    open,
    async send(request) {
      await slots.take(request.signal);
      try {
        const { status, headers, stream } = await open(request);
        const body = await readBody(stream, request.signal).catch((error: unknown) => {
          throw request.signal.aborted ? request.signal.reason : networkError(error, transport.server, request.method, '');
        });
        return { status, headers, body };
      } finally {
        slots.give();
      }
    },
  };
}
