import type { KubeApi } from '../kube-api.ts';
import { isApiError } from '../api-error.ts';
import type { RequestManner } from '../connect.ts';
import type { ServicePort } from '../service-caller.ts';
import { findEndpoints } from './find-endpoints.ts';
import type { PodPort } from './find-endpoints.ts';
import type { PodDialer } from './pod-dialer.ts';
import type { PortStream } from './port-stream.ts';

/** What connections to a Service are made with. */
export interface ServiceDialerOptions {
  readonly api: Pick<KubeApi, 'get' | 'list'>;
  readonly dialer: PodDialer;
  readonly manner: Pick<RequestManner, 'timeoutMs'>;
}

const NEVER = new AbortController().signal;

/**
 * Opens connections to the ready pods of a Service in turn. The pods are looked up for each connection, because they are replaced; connections
 * that are asked for at the same time share one look. A pod that is gone by then is passed over for the next.
 */
export function serviceDialer(service: ServicePort, options: ServiceDialerOptions): (signal?: AbortSignal) => Promise<PortStream> {
  let looking: Promise<readonly PodPort[]> | undefined;
  let turn = 0;

  function look(): Promise<readonly PodPort[]> {
    looking ??= findEndpoints(options.api, service, { signal: NEVER, timeoutMs: options.manner.timeoutMs }).finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return async (signal) => {
    const found = await look();
    signal?.throwIfAborted();
    turn += 1;
    for (let index = 0; ; index += 1) {
      const pod = found[(turn + index) % found.length];
      if (pod === undefined) throw new RangeError('no endpoint');
      try {
        return await options.dialer.dial(pod, signal);
      } catch (error) {
        if (!isApiError(error, 'NotFound') || index + 1 >= found.length) throw error;
      }
    }
  };
}
