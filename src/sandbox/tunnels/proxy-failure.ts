import type { ApiFailure } from '../failures/api-failure.ts';
import { serviceUnavailable } from './proxy-target.ts';

/** In the words of Go's net package. */
function cause(error: Error & { readonly code?: string; readonly library?: string }): string {
  if (error.code?.startsWith('ERR_SSL') === true || error.library === 'SSL routines')
    return 'tls: first record does not look like a TLS handshake';
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return 'EOF';
  return error.message;
}

/** 503 for a target that breaks off before it answers. */
export function targetFailed(error: Error): ApiFailure {
  return serviceUnavailable(`error trying to reach service: ${cause(error)}`);
}

/** 503 for a target on which nobody listens. */
export function targetRefused(address: string): ApiFailure {
  return serviceUnavailable(`error trying to reach service: dial tcp ${address}: connect: connection refused`);
}
