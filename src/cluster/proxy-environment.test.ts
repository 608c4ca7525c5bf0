import { expect, test } from 'vitest';
import { environmentProxy } from './proxy-environment.ts';

test.each<[string, Record<string, string>, string | undefined]>([
  ['https://a.example', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://a.example', { https_proxy: 'p:1' }, 'http://p:1'],
  ['https://a.example', { HTTP_PROXY: 'http://p:1' }, undefined],
  ['http://a.example', { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://localhost:6443', { HTTPS_PROXY: 'p' }, undefined],
  ['https://127.0.0.9:6443', { HTTPS_PROXY: 'p' }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: 'p' }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'p', NO_PROXY: '*' }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'p', NO_PROXY: 'b.example, A.example' }, undefined],
  ['https://x.a.example', { HTTPS_PROXY: 'p', no_proxy: 'a.example' }, undefined],
  ['https://x.a.example', { HTTPS_PROXY: 'p', NO_PROXY: '.a.example' }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'p', NO_PROXY: '.a.example' }, 'http://p'],
  ['https://ba.example', { HTTPS_PROXY: 'p', NO_PROXY: 'a.example' }, 'http://p'],
  ['https://a.example:6443', { HTTPS_PROXY: 'p', NO_PROXY: 'a.example:6443' }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'p', NO_PROXY: 'a.example:6443' }, 'http://p'],
  ['https://10.1.2.3', { HTTPS_PROXY: 'p', NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3', { HTTPS_PROXY: 'p', NO_PROXY: '10.0.0.0/8,nonsense/9' }, 'http://p'],
  ['https://[fd00::5]', { HTTPS_PROXY: 'p', NO_PROXY: 'fd00::/16' }, undefined],
])('%s with %j goes through %s', (server, variables, proxy) => {
  expect(environmentProxy(new URL(server), variables)).toBe(proxy);
});
