/** One entry of `status.details.causes[]`: which field, why. */
export interface ErrorCause {
  readonly field?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** `Status.reason` values of the API machinery that callers branch on, plus ours for what never reached a server. */
export type ApiErrorReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'Gone'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'NotFound'
  | 'ServerTimeout'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType'
  /** The server could not be reached: refused, DNS, TLS, reset. `networkCode` has Node's code. */
  | 'Unreachable'
  /** The server accepted the connection and did not answer within the request time-out. */
  | 'RequestTimeout'
  /** The answer was not what the protocol promises (not JSON, a broken stream line). */
  | 'Garbage'
  /** The kubeconfig, a credential plugin or a certificate cannot be used. */
  | 'Configuration'
  | 'Unknown';

/** What a failed call to the API server is told with. `code` is the HTTP status, 0 where there was no answer. */
export interface ApiErrorInit {
  readonly reason: ApiErrorReason;
  readonly message: string;
  readonly code?: number;
  readonly causes?: readonly ErrorCause[];
  /** From `Retry-After` or `details.retryAfterSeconds`, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Node's `error.code` (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …). */
  readonly networkCode?: string;
  /** What was asked: `GET /apis/…` without query. */
  readonly request?: string;
  readonly cause?: unknown;
}

/** The one error type of every call to an API server. Its message never holds a credential or a request body. */
export class ApiError extends Error {
  readonly reason: ApiErrorReason;
  readonly code: number;
  readonly causes: readonly ErrorCause[];
  readonly retryAfterMs: number | undefined;
  readonly networkCode: string | undefined;
  readonly request: string | undefined;

  constructor(init: ApiErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'ApiError';
    this.reason = init.reason;
    this.code = init.code ?? 0;
    this.causes = init.causes ?? [];
    this.retryAfterMs = init.retryAfterMs;
    this.networkCode = init.networkCode;
    this.request = init.request;
  }
}

/** Whether a thrown value is an {@link ApiError} with one of the given reasons (any, if none is given). */
export function isApiError(error: unknown, ...reasons: readonly ApiErrorReason[]): error is ApiError {
  return error instanceof ApiError && (reasons.length === 0 || reasons.includes(error.reason));
}
