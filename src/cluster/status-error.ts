import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import { ApiError } from './api-error.ts';
import type { ApiErrorReason, ErrorCause } from './api-error.ts';

/** Reasons of `metav1.StatusReason` that are passed on as they are. */
const REASONS: ReadonlySet<string> = new Set<ApiErrorReason>([
  'AlreadyExists',
  'BadRequest',
  'Conflict',
  'Expired',
  'Forbidden',
  'Gone',
  'InternalError',
  'Invalid',
  'MethodNotAllowed',
  'NotAcceptable',
  'NotFound',
  'ServerTimeout',
  'ServiceUnavailable',
  'Timeout',
  'TooManyRequests',
  'Unauthorized',
  'UnsupportedMediaType',
]);

const REASON_OF_CODE: Readonly<Record<number, ApiErrorReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** How much of an answer that is not a Status is quoted. */
const QUOTED_LENGTH = 200;

/** The ApiError for an answer with an HTTP error status, whoever wrote it: the API server (a Status) or something before it. */
export function responseError(code: number, headers: IncomingHttpHeaders, body: Buffer, request: string, now: number): ApiError {
  const status = parseStatus(body);
  const retryAfterMs = retryAfterOf(headers, now);
  if (status !== undefined) return statusError(status, request, retryAfterMs, code);
  return new ApiError({
    reason: REASON_OF_CODE[code] ?? 'Unknown',
    message: foreignMessage(code, headers, body),
    code,
    request,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The ApiError for a `metav1.Status`: of an error answer, or of an `ERROR` event in a watch. */
export function statusError(status: JsonObject, request: string, retryAfterMs?: number, httpCode?: number): ApiError {
  const code = typeof status['code'] === 'number' ? status['code'] : (httpCode ?? 0);
  const reason = status['reason'];
  const details = isJsonObject(status['details']) ? status['details'] : {};
  const seconds = details['retryAfterSeconds'];
  const wait = retryAfterMs ?? (typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined);
  const message = status['message'];
  return new ApiError({
    reason: typeof reason === 'string' && REASONS.has(reason) ? (reason as ApiErrorReason) : (REASON_OF_CODE[code] ?? 'Unknown'),
    message: typeof message === 'string' && message !== '' ? message : `the server answered ${code}`,
    code,
    causes: causesOf(details['causes']),
    request,
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3). */
export function retryAfterOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function parseStatus(body: Buffer): JsonObject | undefined {
  if (body[0] !== 0x7b) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(value) && value['kind'] === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

function causesOf(causes: unknown): readonly ErrorCause[] {
  if (!Array.isArray(causes)) return [];
  return causes.filter(isJsonObject).map(({ field, reason, message }) => ({
    ...(typeof field === 'string' && { field }),
    ...(typeof reason === 'string' && { reason }),
    ...(typeof message === 'string' && { message }),
  }));
}

function foreignMessage(code: number, headers: IncomingHttpHeaders, body: Buffer): string {
  // The API server answers so for a path that no API group serves.
  if (code === 404 && body.subarray(0, 3).toString() === '404') return 'the server could not find the requested resource';
  const text =
    headers['content-type']?.includes('html') === true
      ? ''
      : body
          .subarray(0, QUOTED_LENGTH * 4)
          .toString('utf8')
          .trim();
  const quoted = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
  return `the server answered ${code}${quoted === '' ? '' : `: ${quoted.replaceAll(/\s+/g, ' ')}`}`;
}
