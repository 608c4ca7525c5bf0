/** Exponential delays in milliseconds. */
export interface BackoffOptions {
  readonly baseMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** Each delay is lengthened by up to this share of itself, so that many clients do not come back at once; `maxMs` is the longest with it. */
  readonly jitter: number;
}

/** The delay before attempt `failures + 1` (the first failure gives `baseMs`). `random` gives numbers in [0, 1). */
export function backoffDelay(options: BackoffOptions, failures: number, random: () => number): number {
  const exponent = Math.min(Math.max(failures - 1, 0), 64);
  const delay = Math.min(options.baseMs * options.factor ** exponent, options.maxMs / (1 + options.jitter));
  return delay * (1 + options.jitter * random());
}

/** Reconnecting a watch: client-go's reflector (800 ms doubling to 30 s). */
export const WATCH_BACKOFF: BackoffOptions = { baseMs: 800, factor: 2, maxMs: 30_000, jitter: 1 };
