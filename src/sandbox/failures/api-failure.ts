/** `details.causes[]` of a Status. */
export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** `details` of a Status. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The failure form of `metav1.Status`, with the fields in the server's order. */
export interface FailureStatus {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** What a request fails with: an answer, not a fault of the program. Anything else that is thrown is answered by 500 InternalError. */
export class ApiFailure extends Error {
  readonly status: FailureStatus;

  constructor(status: FailureStatus) {
    super(status.message);
    this.name = 'ApiFailure';
    this.status = status;
  }
}

/** A failure with the given code, reason (`''`: none) and message. */
export function apiFailure(code: number, reason: string, message: string, details?: StatusDetails): ApiFailure {
  return new ApiFailure({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  });
}

/** Whether a thrown value is an answer with one of these reasons (any, when none is named). */
export function isFailure(error: unknown, ...reasons: readonly string[]): error is ApiFailure {
  return error instanceof ApiFailure && (reasons.length === 0 || reasons.includes(error.status.reason ?? ''));
}
