import { ApiError } from '../../src/cluster/api-error.ts';
import type { ServiceAnswer, ServiceCaller, ServicePort, ServiceRequest } from '../../src/cluster/service-caller.ts';

/** A call that was made. */
export interface MadeCall {
  readonly service: ServicePort;
  readonly request: ServiceRequest;
}

/** A way to a server of this machine, by plain HTTP, with the calls that took it. */
export interface LocalServices extends ServiceCaller {
  readonly calls: readonly MadeCall[];
}

/** Every Service is the server at `url`; so is every `endpoint`. Where it cannot be reached, the error is the one of the real ways. */
export function servicesAt(url: string): LocalServices {
  const calls: MadeCall[] = [];
  return {
    calls,
    call: async (service, request): Promise<ServiceAnswer> => {
      calls.push({ service, request });
      const { body, headers = {}, method, path, signal, timeoutMs } = request;
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await fetch(`${url}${path}`, {
          method,
          headers,
          redirect: 'manual',
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          ...(body === undefined ? {} : { body }),
        });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) };
      } catch (error) {
        signal?.throwIfAborted();
        if (limit.aborted) throw new ApiError({ reason: 'RequestTimeout', message: `Service ${service.name}: no answer in time` });
        throw new ApiError({ reason: 'Unreachable', message: `Service ${service.name} cannot be reached`, cause: error });
      }
    },
    open: async () => Promise.reject(new ApiError({ reason: 'Configuration', message: 'nothing is streamed here' })),
    close: () => undefined,
  };
}
