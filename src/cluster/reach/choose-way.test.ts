import { expect, test } from 'vitest';
import { chooseWay, type Standpoint } from './choose-way.ts';

const OUTSIDE: Standpoint = { inCluster: false, tunnel: 'auto' };
const INSIDE: Standpoint = { inCluster: true, tunnel: 'auto' };
const NEVER: Standpoint = { inCluster: false, tunnel: 'never' };

test.each([
  ['a plain request from outside', {}, [], OUTSIDE, 'proxy'],
  ['a key in a header of its own', {}, ['X-API-Key', 'k'], OUTSIDE, 'proxy'],
  ['inside the cluster', {}, [], INSIDE, 'inside'],
  ['inside the cluster with TLS and a secret path', { tls: {}, secretPath: true }, ['Authorization', 'x'], INSIDE, 'inside'],
  ['TLS', { tls: {} }, [], OUTSIDE, 'forward'],
  ['a secret in the path', { secretPath: true }, [], OUTSIDE, 'forward'],
  ['the header that the API server takes', {}, ['AUTHORIZATION', 'Bearer x'], OUTSIDE, 'forward'],
  ['a header that would make the API server act as another', {}, ['Impersonate-User', 'admin'], OUTSIDE, 'forward'],
  ['a path that the API server would write anew', { path: '/a%2Fb' }, [], OUTSIDE, 'forward'],
  ['an endpoint', { endpoint: 'http://localhost:1', tls: {} }, [], OUTSIDE, 'endpoint'],
  ['an endpoint inside', { endpoint: 'http://localhost:1' }, [], INSIDE, 'endpoint'],
  ['no tunnel', {}, [], NEVER, 'refused'],
  ['no tunnel, TLS', { tls: {} }, [], NEVER, 'refused'],
  ['no tunnel, but an endpoint', { endpoint: 'http://localhost:1' }, [], NEVER, 'endpoint'],
  ['no tunnel is needed inside', {}, [], { ...NEVER, inCluster: true }, 'inside'],
] as const)('%s', (_name, request, headers, standpoint, way) => {
  expect(chooseWay({ path: '/', ...request }, headers, standpoint)).toBe(way);
});
