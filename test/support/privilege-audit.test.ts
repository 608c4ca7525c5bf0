import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { auditedCall } from './privilege-audit.ts';
import { keepUse, privilegeUse, usesIn } from './privilege-use.ts';
import { tempDir } from './temp-dir.ts';

const LOOP = 'system:serviceaccount:suite:loop';
const USERS = [LOOP];

/** An entry as an API server writes it at level Metadata. */
function entry(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: '/apis/apps/v1/namespaces/a/deployments/b?fieldManager=x',
    verb: 'patch',
    user: { username: 'admin', groups: ['system:masters'] },
    impersonatedUser: { username: LOOP },
    objectRef: { resource: 'deployments', namespace: 'a', name: 'b', apiGroup: 'apps', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC: allowed' },
    ...more,
  });
}

test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['a patch', {}, ['patch deployments.apps']],
  ['an apply that creates', { responseStatus: { code: 201 } }, ['patch deployments.apps', 'create deployments.apps']],
  ['a create', { verb: 'create', responseStatus: { code: 201 }, objectRef: { resource: 'pods', apiVersion: 'v1' } }, ['create pods']],
  ['a subresource', { objectRef: { resource: 'tenants', subresource: 'status', apiGroup: 'x.io' } }, ['patch tenants/status.x.io']],
  ['with a token', { user: { username: LOOP }, impersonatedUser: undefined }, ['patch deployments.apps']],
  ['what is not there', { verb: 'get', responseStatus: { code: 404, message: 'not found' } }, ['get deployments.apps']],
  ['no resource', { verb: 'get', requestURI: '/version', objectRef: undefined }, []],
  ['a question about itself', { verb: 'create', objectRef: { resource: 'selfsubjectrulesreviews', apiGroup: 'authorization.k8s.io' } }, []],
])('%s uses its rights', (_name, more, rights) => {
  expect(auditedCall(entry(more), USERS)).toEqual({ user: LOOP, rights });
});

test('a refusal of the authorizer is told and uses no right, also where it comes while the request is under way', () => {
  const message = `deployments.apps "b" is forbidden: User "${LOOP}" cannot create resource "deployments" in API group "apps"`;
  const responseStatus = { code: 403, message };
  const refusal = `patch /apis/apps/v1/namespaces/a/deployments/b?fieldManager=x: ${message}`;
  const annotations = { 'authorization.k8s.io/decision': 'forbid' };
  for (const more of [{ responseStatus, annotations }, { responseStatus }]) {
    expect(auditedCall(entry(more), USERS)).toEqual({ user: LOOP, rights: [], refusal });
  }
});

test('a refusal by admission is none of rights', () => {
  const responseStatus = {
    code: 403,
    message: 'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
  };
  expect(auditedCall(entry({ responseStatus }), USERS)).toEqual({ user: LOOP, rights: ['patch deployments.apps'] });
});

test('what others do is not looked at, also where they look at the account', () => {
  expect(auditedCall(entry({ impersonatedUser: undefined }), USERS)).toBeUndefined();
  expect(auditedCall(entry({ impersonatedUser: { username: 'developer' }, requestURI: `/x?user=${LOOP}` }), USERS)).toBeUndefined();
});

test('the log of a server that is gone is read, with the part that was put aside, and kept for the end', async () => {
  const dir = tempDir();
  await writeFile(path.join(dir, 'audit-2026-01-01T00-00-00.000.log'), `${entry()}\n${entry({ impersonatedUser: undefined })}\n`);
  await writeFile(path.join(dir, 'audit.log'), `${entry({ verb: 'list' })}\n`);
  await appendFile(path.join(dir, 'audit.log'), `${entry({ annotations: { 'authorization.k8s.io/decision': 'forbid' } })}\n`);
  const kubeconfig = path.join(dir, 'kubeconfig');
  const config = `clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n`;
  await writeFile(kubeconfig, `apiVersion: v1\nkind: Config\n${config}users: [{name: u, user: {}}]\ncurrent-context: c\n`);
  const use = await privilegeUse('one', { dir, kubeconfig }, USERS);
  expect(use.calls).toBe(3);
  expect(new Set(use.used[LOOP])).toEqual(new Set(['patch deployments.apps', 'list deployments.apps']));
  expect(use.refused).toEqual([`${LOOP}: patch /apis/apps/v1/namespaces/a/deployments/b?fieldManager=x: `]);
  const folder = path.join(dir, 'uses');
  expect(await usesIn(folder)).toEqual([]);
  await keepUse(folder, use);
  expect(await usesIn(folder)).toEqual([use]);
});
