import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import { ApiError } from './api-error.ts';
import type { TransportResponse } from './transport.ts';

/** The JSON object of a successful answer, or an ApiError `Garbage`. */
export function parseObject(response: TransportResponse, request: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(response.body.toString('utf8'));
  } catch {
    throw garbage(response, request);
  }
  if (!isJsonObject(value)) throw garbage(response, request);
  return value;
}

/** Whatever a successful answer holds: JSON parsed, anything else as text, nothing as undefined. JSON that cannot be parsed is `Garbage`. */
export function parseBody(response: TransportResponse, request: string): unknown {
  const text = response.body.toString('utf8');
  if (response.headers['content-type']?.includes('json') !== true) return text === '' ? undefined : text;
  try {
    return JSON.parse(text);
  } catch {
    throw garbage(response, request);
  }
}

function garbage(response: TransportResponse, request: string): ApiError {
  const type = response.headers['content-type'] ?? 'no content type';
  const message = `the server answered ${response.status} with something that is not a JSON object (${type}, ${response.body.length} bytes)`;
  return new ApiError({ reason: 'Garbage', message, code: response.status, request });
}
