import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { accountUser } from './operator-account.ts';
import { kubeconfigFor, writeOperatorKubeconfig } from './operator-kubeconfig.ts';
import { tempDir } from './temp-dir.ts';

const CONFIG = 'kind: Config\nclusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]\nusers: [{name: u, user: {token: t}}]\n';

test.each([
  ['reconcile', true],
  ['reconcile maiainstances -n x --once', true],
  ['maia reconcile --watch', true],
  ['reconcile --as developer', false],
  ['reconcile --as=developer', false],
  ['reconcile --as-role x', true],
  ['auth rbac reconcile', false],
  ['get reconcile', false],
  ['maia get instances', false],
])('%s: as the operator %s, where the server has its account', async (line, isOperator) => {
  const admin = path.join(tempDir(), 'kubeconfig');
  await writeFile(admin, CONFIG);
  const words = line.split(' ');
  expect(kubeconfigFor(words, admin)).toBe(admin);
  await writeOperatorKubeconfig(admin);
  const chosen = kubeconfigFor(words, admin);
  expect(chosen !== admin).toBe(isOperator);
  const { clusters, users } = parse(await readFile(chosen, 'utf8')) as { readonly clusters: unknown; readonly users: unknown };
  expect(clusters).toEqual([{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }]);
  const as = isOperator ? { as: accountUser('operator') } : {};
  expect(users).toEqual([{ name: 'u', user: { token: 't', ...as } }]);
});
