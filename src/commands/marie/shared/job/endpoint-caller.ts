import { directWay } from '../../../../cluster/reach/direct-way.ts';
import { fixedCredentials } from '../../../../cluster/fixed-credentials.ts';
import { createHttpTransport } from '../../../../cluster/http-transport.ts';
import type { WayRequest } from '../../../../cluster/reach/service-way.ts';
import type { ServiceCaller, ServiceRequest } from '../../../../cluster/service-caller.ts';
import type { Clock } from '../../../../kernel/clock.ts';

/** Calls one address, for a program in a pod that has no way to an API server and needs none. Close it when done. */
export function endpointCaller(endpoint: string, clock: Clock, userAgent: string): ServiceCaller {
  const transport = createHttpTransport({ server: new URL(endpoint), credentials: fixedCredentials({}), clock });
  const way = directWay(`at ${endpoint}`, transport, userAgent);
  const timely = async <T>(
    { body, headers = {}, method, path, signal, timeoutMs }: ServiceRequest,
    does: (request: WayRequest) => Promise<T>,
  ): Promise<T> => {
    const late = new AbortController();
    const cancel =
      timeoutMs === 0 ? () => undefined : clock.after(timeoutMs, () => late.abort(new Error(`no answer within ${String(timeoutMs)} ms`)));
    try {
      return await does({
        method,
        path,
        headers: Object.entries(headers).flat(),
        signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
        ...(body === undefined ? {} : { body }),
      });
    } finally {
      cancel();
    }
  };
  return {
    call: async (_service, request) => await timely(request, async (sent) => await way.send(sent)),
    open: async (_service, request) => await timely(request, async (sent) => await way.open(sent)),
    close: () => transport.close(),
  };
}
