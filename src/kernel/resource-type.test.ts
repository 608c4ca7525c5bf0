import { expect, test } from 'vitest';
import { DEPLOYMENT, NAMESPACE, SECRET } from './builtin-types.ts';
import { apiVersionOf, isOfType, resourceNameOf, resourcePath } from './resource-type.ts';

test('the core group has no name in versions, names and paths', () => {
  expect([apiVersionOf(SECRET), apiVersionOf(DEPLOYMENT)]).toEqual(['v1', 'apps/v1']);
  expect([resourceNameOf(SECRET), resourceNameOf(DEPLOYMENT)]).toEqual(['secrets', 'deployments.apps']);
  expect(isOfType({ apiVersion: 'apps/v1', kind: 'Deployment' }, DEPLOYMENT)).toBe(true);
  expect(isOfType({ apiVersion: 'apps/v1beta1', kind: 'Deployment' }, DEPLOYMENT)).toBe(false);
  expect(isOfType({ apiVersion: 'v1', kind: 'Deployment' }, DEPLOYMENT)).toBe(false);
});

test.each([
  [resourcePath(SECRET, {}), '/api/v1/secrets'],
  [resourcePath(SECRET, { namespace: 'a' }), '/api/v1/namespaces/a/secrets'],
  [resourcePath(SECRET, { namespace: 'a', name: 's' }), '/api/v1/namespaces/a/secrets/s'],
  [resourcePath(DEPLOYMENT, { namespace: 'a', name: 'd', subresource: 'scale' }), '/apis/apps/v1/namespaces/a/deployments/d/scale'],
  [resourcePath(NAMESPACE, { namespace: 'ignored', name: 'n', subresource: 'status' }), '/api/v1/namespaces/n/status'],
  [
    resourcePath(
      { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', plural: 'clusterroles', scope: 'Cluster' },
      { name: 'system:MyRole' },
    ),
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3AMyRole',
  ],
  [resourcePath(SECRET, { namespace: 'a', name: '../x?y' }), '/api/v1/namespaces/a/secrets/..%2Fx%3Fy'],
])('%s', (path, wanted) => {
  expect(path).toBe(wanted);
});
