import { ApiError } from './api-error.ts';
import { describeRequest } from './describe-request.ts';

const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

/** Failures of client certificates as OpenSSL tells them: nothing was wrong with the network. */
const OWN_CERTIFICATE = /^ERR_OSSL_(X509|PEM|ASN1|EVP)|^ERR_SSL_(CA_MD|EE_KEY)/;

/**
 * The ApiError for a request that got no answer, in kubectl's words: `Configuration` where our own certificate cannot be used,
 * else `Unreachable` with Node's code.
 */
export function networkError(error: unknown, server: URL, method: string, path: string): ApiError {
  if (error instanceof ApiError) return error;
  const networkCode = codeOf(error);
  const request = describeRequest(method, path);
  if (OWN_CERTIFICATE.test(networkCode)) {
    return new ApiError({
      reason: 'Configuration',
      message: `the client certificate or certificate authority cannot be used (${networkCode})`,
      networkCode,
      request,
      cause: error,
    });
  }
  return new ApiError({ reason: 'Unreachable', message: wording(networkCode, error, server), networkCode, request, cause: error });
}

/** The ApiError for a server that took the request and did not answer in time. */
export function timeoutError(timeoutMs: number, server: URL, method: string, path: string): ApiError {
  return new ApiError({
    reason: 'RequestTimeout',
    message: `Unable to connect to the server: no answer from ${server.host} within ${timeoutMs / 1000}s`,
    request: describeRequest(method, path),
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

function wording(code: string, error: unknown, server: URL): string {
  const host = server.host;
  if (code === 'ECONNREFUSED') return `The connection to the server ${host} was refused - did you specify the right host or port?`;
  return `Unable to connect to the server: ${detail(code, error, server)}`;
}

function detail(code: string, error: unknown, server: URL): string {
  if (code === 'ENOTFOUND') return `lookup ${server.hostname}: no such host`;
  if (code === 'EAI_AGAIN') return `lookup ${server.hostname}: the name server does not answer`;
  if (code === 'ECONNRESET' || code === 'EPIPE') return `the connection to ${server.host} was broken off`;
  if (code === 'ETIMEDOUT') return `dial ${server.host}: i/o timeout`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `dial ${server.host}: no route to host`;
  if (UNKNOWN_AUTHORITY.has(code)) return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  if (code === 'CERT_HAS_EXPIRED') return 'tls: failed to verify certificate: x509: certificate has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'tls: failed to verify certificate: x509: certificate is not yet valid';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `tls: failed to verify certificate: x509: certificate is not valid for ${(error as { host?: string }).host ?? server.hostname}`;
  }
  // OpenSSL's words for bytes that are no TLS record; Node gives them code EPROTO or one of their own.
  if (/wrong version number|packet length too long/.test((error as Error).message))
    return 'http: server gave HTTP response to HTTPS client';
  if (code.startsWith('HPE_')) return `malformed HTTP response from ${server.host} (${code})`;
  return `${server.host}: ${code === 'UNKNOWN' ? (error as Error).message : code}`;
}
