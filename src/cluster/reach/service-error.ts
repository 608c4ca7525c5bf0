import { ApiError, isApiError } from '../api-error.ts';
import type { ServicePort, ServiceRequest } from '../service-caller.ts';
import { serviceName } from './service-name.ts';

/** What messages of the client say first; here the Service is named instead. */
const CLIENT_WORDS = /^Unable to connect to the server: /;

/**
 * The error of a call that got no answer, told with Service and way. Path, headers and body are left out: they may hold secrets. Errors that
 * are not ours (an abort's reason) stay as they are.
 */
export function serviceError(error: unknown, service: ServicePort, method: ServiceRequest['method'], label: string): unknown {
  if (!isApiError(error)) return error;
  const { reason, code, causes, retryAfterMs, networkCode } = error;
  return new ApiError({
    reason,
    message: `Service ${serviceName(service)} ${label}: ${error.message.replace(CLIENT_WORDS, '')}`,
    code,
    causes,
    request: `${method} Service ${serviceName(service)}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(networkCode !== undefined && { networkCode }),
    cause: error.cause,
  });
}
