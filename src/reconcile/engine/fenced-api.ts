import type { KubeApi } from '../../cluster/kube-api.ts';

/** The time of our lease is over: nothing was sent. */
export class LeaseOverError extends Error {
  constructor() {
    super('the lease is not sure to be held any more: nothing is written');
    this.name = 'LeaseOverError';
  }
}

/**
 * The API without its writes once the lease is not sure to be held. A process that stood still (a suspended machine, a paused container) hears
 * answers and events before the timer that tells it that the lease is lost, and somebody else may be writing by then.
 */
export function fencedApi(api: KubeApi, isHeld: () => boolean): KubeApi {
  const fenced =
    <Sent extends readonly unknown[], Answer>(write: (...sent: Sent) => Promise<Answer>) =>
    async (...sent: Sent): Promise<Answer> => {
      if (!isHeld()) throw new LeaseOverError();
      return await write(...sent);
    };
  return {
    ...api,
    create: fenced((...sent: Parameters<KubeApi['create']>) => api.create(...sent)),
    apply: fenced((...sent: Parameters<KubeApi['apply']>) => api.apply(...sent)),
    patch: fenced((...sent: Parameters<KubeApi['patch']>) => api.patch(...sent)),
    replace: fenced((...sent: Parameters<KubeApi['replace']>) => api.replace(...sent)),
    remove: fenced((...sent: Parameters<KubeApi['remove']>) => api.remove(...sent)),
  };
}
