import { ApiError } from '../../src/cluster/api-error.ts';
import { Readable } from 'node:stream';
import type { ServiceAnswer, ServiceCaller, ServicePort, ServiceRequest, ServiceStream } from '../../src/cluster/service-caller.ts';

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
  const call = async (service: ServicePort, request: ServiceRequest): Promise<ServiceAnswer> => {
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
  };
  return {
    calls,
    call,
    open: async (service, request): Promise<ServiceStream> => {
      const { body, ...answer } = await call(service, request);
      // In pieces, as a stream comes.
      return { ...answer, stream: Readable.from(body.length === 0 ? [] : [body.subarray(0, 7), body.subarray(7)]) };
    },
    close: () => undefined,
  };
}
