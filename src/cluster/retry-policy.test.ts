import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { retryPause } from './retry-policy.ts';

const NONE = { told: 0, network: 0 };
const still = (): number => 0;

function told(code: number, retryAfterMs?: number): ApiError {
  return new ApiError({ reason: 'Unknown', message: '', code, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

function broken(networkCode: string): ApiError {
  return new ApiError({ reason: 'Unreachable', message: '', networkCode });
}

test('429 with Retry-After is repeated for every verb, 503 and 504 for idempotent ones, others never', () => {
  expect(retryPause(told(429, 1000), false, NONE, still)).toEqual({ kind: 'told', ms: 1000 });
  expect(retryPause(told(503, 1000), false, NONE, still)).toBeUndefined();
  expect(retryPause(told(503, 1000), true, NONE, still)?.ms).toBe(1000);
  expect(retryPause(told(504, 1000), true, NONE, () => 0.5)?.ms).toBe(1050);
  expect(retryPause(told(429), true, NONE, still)).toBeUndefined();
  expect(retryPause(told(500, 1000), true, NONE, still)).toBeUndefined();
});

test('ten times at most, and never for longer than a minute', () => {
  expect(retryPause(told(429, 1000), true, { told: 9, network: 3 }, still)).toBeDefined();
  expect(retryPause(told(429, 1000), true, { told: 10, network: 0 }, still)).toBeUndefined();
  expect(retryPause(told(429, 60_001), true, NONE, still)).toBeUndefined();
});

test('broken connections: idempotent verbs, three times, doubling, spread; not for certificates and unknown hosts', () => {
  expect(retryPause(broken('ECONNRESET'), true, NONE, () => 0.5)).toEqual({ kind: 'network', ms: 100 });
  expect(retryPause(broken('ECONNRESET'), true, { told: 0, network: 2 }, () => 0.5)?.ms).toBe(400);
  expect(retryPause(broken('ECONNRESET'), true, { told: 0, network: 3 }, still)).toBeUndefined();
  expect(retryPause(broken('ECONNRESET'), false, NONE, still)).toBeUndefined();
  expect(retryPause(broken('CERT_HAS_EXPIRED'), true, NONE, still)).toBeUndefined();
  expect(retryPause(broken('ENOTFOUND'), true, NONE, still)).toBeUndefined();
  expect(retryPause(new ApiError({ reason: 'RequestTimeout', message: '' }), true, NONE, still)).toBeUndefined();
});
