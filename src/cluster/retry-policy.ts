import type { ApiError } from './api-error.ts';

/** What a call may be repeated after. */
export interface RetryCounts {
  /** Repeats so far because the server said when to come back. */
  readonly told: number;
  /** Repeats so far because the connection failed. */
  readonly network: number;
}

const MAX_TOLD = 10;
const MAX_NETWORK = 3;
/** A server that wants us back later than this is not waited for: the caller decides. */
const LONGEST_WAIT_MS = 60_000;
/** The first pause after a failed connection; it doubles. */
const NETWORK_PAUSE_MS = 100;

/** Failures of a connection that may not happen again. Certificates and unknown hosts stay as they are. */
const PASSING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/**
 * The pause before a failed call is sent again, in milliseconds, or undefined when it is not.
 * 429 with Retry-After: any call, since the server refused it unseen. 503 and 504 with Retry-After: idempotent calls. Both up
 * to 10 times. A broken connection: idempotent calls, 3 times. `random` is in [0, 1): callers that failed together come back apart.
 */
export function retryPause(
  error: ApiError,
  idempotent: boolean,
  counts: RetryCounts,
  random: () => number,
): { readonly kind: keyof RetryCounts; readonly ms: number } | undefined {
  if (error.retryAfterMs !== undefined && (error.code === 429 || (idempotent && (error.code === 503 || error.code === 504)))) {
    if (counts.told >= MAX_TOLD || error.retryAfterMs > LONGEST_WAIT_MS) return undefined;
    return { kind: 'told', ms: error.retryAfterMs * (1 + random() / 10) };
  }
  const passing = error.reason === 'Unreachable' && PASSING.has(error.networkCode ?? '');
  if (!idempotent || !passing || counts.network >= MAX_NETWORK) return undefined;
  return { kind: 'network', ms: NETWORK_PAUSE_MS * 2 ** counts.network * (0.5 + random()) };
}
