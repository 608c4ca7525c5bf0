import { setTimeout as pause } from 'node:timers/promises';

const FIRST_MS = 50;
const LONGEST_MS = 1000;

/** Asks again and again, at growing distances up to a second, until the answer is true. Rejects with the signal's reason when it is aborted. */
export async function poll(signal: AbortSignal, done: () => Promise<boolean>): Promise<void> {
  for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, LONGEST_MS)) {
    signal.throwIfAborted();
    if (await done()) return;
    try {
      await pause(wait, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }
}
