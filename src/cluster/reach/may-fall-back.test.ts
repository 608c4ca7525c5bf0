import { expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { mayFallBack } from './may-fall-back.ts';

const unavailable = (message: string): ApiError => new ApiError({ reason: 'ServiceUnavailable', message });

test('another way is tried where this one is not allowed, or leads nowhere', () => {
  expect(mayFallBack(new ApiError({ reason: 'Forbidden', message: 'no' }))).toBe(true);
  expect(mayFallBack(unavailable('error trying to reach service: dial tcp 10.1.2.3:80: i/o timeout'))).toBe(true);
  expect(mayFallBack(unavailable('error trying to reach service: proxy error from s while dialing 10.1.2.3:80, code 502: 502'))).toBe(true);
  expect(mayFallBack(unavailable('error trying to reach service: No agent available'))).toBe(true);
});

test('nothing is sent twice, and what no way can mend is not tried', () => {
  expect(mayFallBack(unavailable('error trying to reach service: EOF'))).toBe(false);
  expect(mayFallBack(unavailable('error trying to reach service: read tcp 10.1.2.3:80: connection reset by peer'))).toBe(false);
  expect(mayFallBack(unavailable('error trying to reach service: dial tcp 10.1.2.3:80: connect: connection refused'))).toBe(false);
  expect(mayFallBack(unavailable('no endpoints available for service "web"'))).toBe(false);
  expect(mayFallBack(new ApiError({ reason: 'NotFound', message: 'services "web" not found' }))).toBe(false);
  expect(mayFallBack(new TypeError('dial'))).toBe(false);
});
