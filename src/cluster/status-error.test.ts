import { expect, test } from 'vitest';
import { responseError, statusError } from './status-error.ts';

const NOW = Date.UTC(2026, 0, 1);

test('a Status gives reason, code, causes and when to come back', () => {
  const body = JSON.stringify({
    kind: 'Status',
    code: 422,
    reason: 'Invalid',
    message: 'Deployment "x" is invalid',
    details: { causes: [{ field: 'spec.replicas', reason: 'FieldValueInvalid', message: 'must be positive' }], retryAfterSeconds: 2 },
  });
  expect(responseError(422, {}, Buffer.from(body), 'PUT /x', NOW)).toMatchObject({
    reason: 'Invalid',
    code: 422,
    message: 'Deployment "x" is invalid',
    causes: [{ field: 'spec.replicas', reason: 'FieldValueInvalid', message: 'must be positive' }],
    retryAfterMs: 2000,
    request: 'PUT /x',
  });
});

test('reasons that nobody knows follow from the code', () => {
  expect(statusError({ code: 410, reason: 'StoreReadError' }, 'GET /x').reason).toBe('Gone');
  expect(statusError({ code: 418 }, 'GET /x')).toMatchObject({ reason: 'Unknown', message: 'the server answered 418' });
});

test.each<[number, Record<string, string>, string, object]>([
  [
    404,
    { 'content-type': 'text/plain' },
    '404 page not found\n',
    { reason: 'NotFound', message: 'the server could not find the requested resource' },
  ],
  [
    502,
    { 'content-type': 'text/plain' },
    'no route\n to host',
    { reason: 'Unknown', message: 'the server answered 502: no route to host' },
  ],
  [
    503,
    { 'content-type': 'text/html', 'retry-after': '3' },
    '<html>',
    { reason: 'ServiceUnavailable', message: 'the server answered 503', retryAfterMs: 3000 },
  ],
  [429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, '', { reason: 'TooManyRequests', retryAfterMs: 5000 }],
  [500, { 'retry-after': 'soon' }, '{"kind":', { reason: 'InternalError', retryAfterMs: undefined }],
])('%i with %j that is no Status', (code, headers, body, expected) => {
  expect(responseError(code, headers, Buffer.from(body), 'GET /x', NOW)).toMatchObject({ code, ...expected });
});

test('a long foreign answer is cut', () => {
  expect(responseError(500, {}, Buffer.from('x'.repeat(5000)), 'GET /x', NOW).message.length).toBeLessThan(260);
});
