import { expect, test } from 'vitest';
import { parseApiRequest } from './api-request.ts';

test.each([
  ['GET', '/api/v1/pods?limit=5', 'list  pods'],
  ['GET', '/api/v1/namespaces/a/pods/b', 'get a pods b'],
  ['GET', '/apis/apps/v1/deployments?watch=1', 'watch  deployments'],
  ['POST', '/apis/apps/v1/namespaces/a/deployments', 'create a deployments'],
  ['PUT', '/apis/x.dev/v1/namespaces/a/widgets/b/status', 'update a widgets b status'],
  ['PUT', '/api/v1/namespaces/a/finalize', 'update  namespaces a finalize'],
  ['GET', '/api/v1/namespaces/a', 'get  namespaces a'],
  ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection a pods'],
  ['GET', '/apis', 'other  '],
])('%s %s', (method, url, expected) => {
  const { verb, namespace, resource, name, subresource } = parseApiRequest(method, url);
  expect([verb, namespace ?? '', resource, ...[name, subresource].filter((part) => part !== undefined)].join(' ')).toBe(expected);
});

test('a server-side apply is told from other patches by its media type', () => {
  const verb = (type: string): string => parseApiRequest('PATCH', '/api/v1/namespaces/a/pods/b', type).verb;
  expect([verb('application/apply-patch+yaml'), verb('application/json-patch+json')]).toEqual(['apply', 'patch']);
});
