import { expect, test } from 'vitest';
import { proxyPath, survivesProxy } from './proxy-path.ts';

test('a Service is named with the number of its port, the path stands as it is', () => {
  expect(proxyPath({ namespace: 'demo', name: 'web', port: 8080 }, '/a?b=c%20d')).toBe(
    '/api/v1/namespaces/demo/services/web:8080/proxy/a?b=c%20d',
  );
  expect(proxyPath({ namespace: '../kube-system', name: 'a/b', port: 1 }, '/')).toBe(
    '/api/v1/namespaces/..%2Fkube-system/services/a%2Fb:1/proxy/',
  );
});

test.each(['/', '/a', '/a/', '/a/b?c=/d/../e//f%2Fg', '/%C3%A4/%20', '/a.b/..c/%2e.d', '/100%25'])('%s is handed on as it is', (path) => {
  expect(survivesProxy(path)).toBe(true);
});

test.each(['//', '/a//b', '/a%2Fb', '/a%2fb', '/a/../b', '/./a', '/a/..', '/%2e%2E/a', '/a/.%2e', '/100%'])(
  '%s would become another path',
  (path) => {
    expect(survivesProxy(path)).toBe(false);
  },
);
