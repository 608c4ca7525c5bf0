import type { KubeApi } from '../../cluster/kube-api.ts';
import { pause, type Clock } from '../../kernel/clock.ts';
import { interceptApi } from './trace/intercept-api.ts';

/** Waits for the right to send one more request. */
interface TokenBucket {
  take(): Promise<void>;
}

/**
 * A bucket that holds `burst` tokens, full at first, and gets `perSecond` new ones; who comes first is served first. Once `stop` is aborted
 * nobody waits any more: what has begun is to be finished.
 */
function tokenBucket(perSecond: number, burst: number, clock: Clock, stop: AbortSignal): TokenBucket {
  /** Tokens at `since`; below zero by as many as wait. */
  let tokens = burst;
  let since = clock.monotonic();
  return {
    take: async () => {
      const now = clock.monotonic();
      tokens = Math.min(burst, tokens + ((now - since) / 1_000) * perSecond) - 1;
      since = now;
      if (tokens >= 0 || stop.aborted) return;
      await pause(clock, (-tokens / perSecond) * 1_000, stop).catch(() => undefined);
    },
  };
}

/** The API at no more than `qps` requests a second, twice as many in a burst. Retries inside a call and the events of a watch are not counted. */
export function rateLimited(api: KubeApi, qps: number, clock: Clock, stop: AbortSignal): KubeApi {
  const bucket = tokenBucket(qps, 2 * qps, clock, stop);
  return interceptApi(api, async (_call, send) => {
    await bucket.take();
    return send();
  });
}
