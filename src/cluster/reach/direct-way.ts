import type { ServiceStream } from '../service-caller.ts';
import type { Transport } from '../transport.ts';
import { hasHeader } from './outgoing-headers.ts';
import type { ServiceWay, WayRequest } from './service-way.ts';

/** A way by connections of our own: to a URL, to a DNS name, or through a port-forward. */
export function directWay(label: string, transport: Transport, userAgent: string): ServiceWay {
  const withAgent = ({ headers, ...request }: WayRequest): WayRequest & { readonly timeoutMs: 0 } => ({
    ...request,
    headers: hasHeader(headers, 'user-agent') ? headers : ['User-Agent', userAgent, ...headers],
    timeoutMs: 0,
  });
  return {
    label,
    async send(request) {
      const { status, headers, body } = await transport.send(withAgent(request));
      return { status, headers, body };
    },
    async open(request): Promise<ServiceStream> {
      const { status, headers, stream } = await transport.open(withAgent(request));
      return { status, headers, stream };
    },
  };
}
