import { ApiError } from './api-error.ts';

/** An ApiError `Configuration`: something on this machine must be mended before a server can be asked. */
export function configurationError(message: string, cause?: unknown): ApiError {
  return new ApiError({ reason: 'Configuration', message, cause });
}
