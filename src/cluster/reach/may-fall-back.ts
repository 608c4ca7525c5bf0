import { isApiError } from '../api-error.ts';

/** Go's words for a connection that was refused: the server behind does not listen, by whatever way. */
const REFUSED = /connection refused/;

/** The API server's words for a connection to the pod that it could not make: nothing of the request has been sent. */
const NOT_CONNECTED = /error trying to reach service: .*(\bdial\b|\bdialing\b|proxy error|no agent available|no route to host)/i;

/**
 * Whether a request that failed at the service proxy may go by another way: we may not use that one, or the API server has no route to the
 * pods. Only where the request has not reached the server behind: nothing is sent twice.
 */
export function mayFallBack(error: unknown): boolean {
  if (isApiError(error, 'Forbidden')) return true;
  return isApiError(error, 'ServiceUnavailable') && NOT_CONNECTED.test(error.message) && !REFUSED.test(error.message);
}
