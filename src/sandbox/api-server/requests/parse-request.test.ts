import { expect, test } from 'vitest';
import { parseRequest } from './parse-request.ts';

test.each([
  ['GET', '/api/v1/pods', { verb: 'list', group: '', version: 'v1', plural: 'pods' }],
  ['GET', '/api/v1/namespaces/a/pods?watch=1', { verb: 'watch', group: '', version: 'v1', namespace: 'a', plural: 'pods' }],
  ['GET', '/api/v1/namespaces/a/pods/p?watch=1', { verb: 'get', group: '', version: 'v1', namespace: 'a', plural: 'pods', name: 'p' }],
  [
    'DELETE',
    '/apis/apps/v1/namespaces/a/deployments',
    { verb: 'deletecollection', group: 'apps', version: 'v1', namespace: 'a', plural: 'deployments' },
  ],
  [
    'PATCH',
    '/apis/apps/v1/namespaces/a/deployments/d/scale',
    { verb: 'patch', group: 'apps', version: 'v1', namespace: 'a', plural: 'deployments', name: 'd', subresource: 'scale', rest: '' },
  ],
  ['GET', '/api/v1/namespaces/a', { verb: 'get', group: '', version: 'v1', plural: 'namespaces', name: 'a' }],
  [
    'PUT',
    '/api/v1/namespaces/a/finalize',
    { verb: 'update', group: '', version: 'v1', plural: 'namespaces', name: 'a', subresource: 'finalize', rest: '' },
  ],
  ['GET', '/api/v1/namespaces//pods', { verb: 'list', group: '', version: 'v1', plural: 'pods' }],
  ['GET', '/api/v1/watch/namespaces/a/pods', { verb: 'watch', group: '', version: 'v1', namespace: 'a', plural: 'pods' }],
  [
    'POST',
    '/api/v1/namespaces/a/services/s:80/proxy/x/y/',
    { verb: 'create', group: '', version: 'v1', namespace: 'a', plural: 'services', name: 's:80', subresource: 'proxy', rest: '/x/y/' },
  ],
  [
    'GET',
    '/api/v1/namespaces/a/services/s/proxy/',
    { verb: 'get', group: '', version: 'v1', namespace: 'a', plural: 'services', name: 's', subresource: 'proxy', rest: '/' },
  ],
  [
    'GET',
    '/api/v1/namespaces/a/services/s/proxy',
    { verb: 'get', group: '', version: 'v1', namespace: 'a', plural: 'services', name: 's', subresource: 'proxy', rest: '' },
  ],
])('%s %s', (method, url, resource) => {
  expect(parseRequest(method, url).resource).toEqual(resource);
});

test.each(['/api', '/api/v1', '/apis/apps/v1', '/version', '//api/v1/pods', '/'])('%s is no resource', (url) => {
  expect(parseRequest('GET', url)).toMatchObject({ path: url });
  expect(parseRequest('GET', url).resource).toBeUndefined();
});

test('a path that is not properly encoded', () => {
  expect(() => parseRequest('GET', '/api/v1/%zz')).toThrow(URIError);
});
