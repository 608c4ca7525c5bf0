import { expect, test } from 'vitest';
import { describeRequest, showablePath } from './describe-request.ts';

test('what lies behind a service proxy is shown without query and without long segments', () => {
  const path = '/api/v1/namespaces/x/services/demo:8080/proxy/admin/apikeys/mk_0123456789abcdef?key=0123';
  expect(showablePath(path)).toBe('/api/v1/namespaces/x/services/demo:8080/proxy/admin/apikeys/***');
  expect(describeRequest('DELETE', path)).toBe('DELETE /api/v1/namespaces/x/services/demo:8080/proxy/admin/apikeys/***');
});

test('paths of the API itself are shown as they are', () => {
  const path = '/apis/apps/v1/namespaces/x/deployments/a-very-long-deployment-name?limit=500';
  expect(showablePath(path)).toBe(path);
  expect(describeRequest('GET', path)).toBe('GET /apis/apps/v1/namespaces/x/deployments/a-very-long-deployment-name');
});
