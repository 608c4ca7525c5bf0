import { expect, test } from 'vitest';
import { cacheKeys } from './cache-keys.ts';
import type { ClusterTarget } from './cluster-target.ts';

const TARGET: ClusterTarget = {
  server: new URL('https://one.example:6443'),
  insecureSkipTlsVerify: false,
  certificateAuthority: { data: Buffer.from('CA one') },
  userName: 'ada',
  user: { token: 'ada-token' },
};

const OTHER_USERS: readonly (readonly [string, Partial<ClusterTarget>])[] = [
  ['another token', { user: { token: 'other' } }],
  ['a token beside a certificate', { user: { token: 'ada-token', clientCertificate: { cert: { file: '/c' }, key: { file: '/k' } } } }],
  ['a user name', { user: { basic: { username: 'ada', password: 'p' } } }],
  ['a token file', { user: { tokenFile: '/t' } }],
  ['a plugin', { user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'login', args: ['--as', 'ada'] } } }],
  ['another entry of the kubeconfig', { userName: 'bob' }],
  ['impersonation', { impersonate: { user: 'bob' } }],
];

test.each(OTHER_USERS)('%s is another identity on the same server', (_, change) => {
  const keys = [cacheKeys(TARGET), cacheKeys({ ...TARGET, ...change })];
  expect(new Set(keys.map(({ server }) => server)).size).toBe(1);
  expect(new Set(keys.map(({ identity }) => identity)).size).toBe(2);
});

const OTHER_SERVERS: readonly (readonly [string, Partial<ClusterTarget>])[] = [
  ['address', { server: new URL('https://one.example:6444') }],
  ['path', { server: new URL('https://one.example:6443/clusters/two') }],
  ['authority', { certificateAuthority: { data: Buffer.from('CA two') } }],
  ['authority in a file', { certificateAuthority: { file: '/ca' } }],
  ['name of the certificate', { tlsServerName: 'two.example' }],
  ['proxy', { proxyUrl: 'http://proxy.example' }],
];

test.each(OTHER_SERVERS)('another %s is another server', (_, change) => {
  expect(cacheKeys({ ...TARGET, ...change }).server).not.toBe(cacheKeys(TARGET).server);
  expect(cacheKeys({ ...TARGET, ...change }).identity).not.toBe(cacheKeys(TARGET).identity);
});

test('the namespace and the context do not matter, a password is not hashed, and nothing can be read', () => {
  const user = { basic: { username: 'ada', password: 'p' } };
  const first = cacheKeys({ ...TARGET, user });
  expect(cacheKeys({ ...TARGET, contextName: 'x', namespace: 'y', user: { basic: { username: 'ada', password: 'q' } } })).toEqual(first);
  expect(Object.values(first).join('')).toMatch(/^[0-9a-f]{64}$/);
});
