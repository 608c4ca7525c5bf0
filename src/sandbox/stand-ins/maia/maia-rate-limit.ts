import type { Clock } from '../../../kernel/clock.ts';

/** Says whether one more request of a client is let through. */
export type MaiaRateLimit = (client: string) => boolean;

/** The server's limit: so many requests per second and client, and twice that at once. 0 lets everything through. */
export function maiaRateLimit(clock: Clock, requestsPerSecond: number): MaiaRateLimit {
  if (requestsPerSecond <= 0) return () => true;
  const most = 2 * requestsPerSecond;
  const clients = new Map<string, { tokens: number; at: number }>();
  return (client) => {
    const now = clock.monotonic();
    const before = clients.get(client) ?? { tokens: most, at: now };
    const tokens = Math.min(most, before.tokens + ((now - before.at) / 1000) * requestsPerSecond);
    clients.set(client, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  };
}
