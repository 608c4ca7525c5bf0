import { vi } from 'vitest';

/** Asks until there is an answer; for hooks, where `expect.poll` may not be used. Gives up after 30 seconds, naming what was waited for. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const answer = await ask();
      if (answer === undefined) throw new Error(`still waiting: ${what}`);
      return answer;
    },
    { timeout: 60_000, interval: 50 },
  );
}
