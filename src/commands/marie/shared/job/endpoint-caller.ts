import { directWay } from '../../../../cluster/reach/direct-way.ts';
import { fixedCredentials } from '../../../../cluster/fixed-credentials.ts';
import { createHttpTransport } from '../../../../cluster/http-transport.ts';
import type { ServiceCaller } from '../../../../cluster/service-caller.ts';
import type { Clock } from '../../../../kernel/clock.ts';

/** Calls one address, for a program in a pod that has no way to an API server and needs none. Close it when done. */
export function endpointCaller(endpoint: string, clock: Clock, userAgent: string): Pick<ServiceCaller, 'call' | 'close'> {
  const transport = createHttpTransport({ server: new URL(endpoint), credentials: fixedCredentials({}), clock });
  const way = directWay(`at ${endpoint}`, transport, userAgent);
  return {
    call: async (_service, { body, headers = {}, method, path, signal, timeoutMs }) => {
      const late = new AbortController();
      const cancel =
        timeoutMs === 0 ? () => undefined : clock.after(timeoutMs, () => late.abort(new Error(`no answer within ${String(timeoutMs)} ms`)));
      try {
        return await way.send({
          method,
          path,
          headers: Object.entries(headers).flat(),
          signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
          ...(body === undefined ? {} : { body }),
        });
      } finally {
        cancel();
      }
    },
    close: () => transport.close(),
  };
}
