import { expect, onTestFinished } from 'vitest';
import { connect } from '../../src/cluster/connect.ts';
import type { Connection, ConnectOptions } from '../../src/cluster/connect.ts';
import type { WatchEvent } from '../../src/cluster/kube-api.ts';
import { CONFIG_MAP, DEPLOYMENT, NAMESPACE, SECRET } from '../../src/kernel/builtin-types.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import type { SharedControlPlane } from '../support/control-plane-setup.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';
import { rejection } from '../support/rejection.ts';

async function client(kubeconfig: string, options: Partial<ConnectOptions> = {}): Promise<Connection> {
  const connection = await connect({ program: 'kubectl-test', version: '0.0.0', fieldManager: 'test-cli', kubeconfig, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

async function inNamespace(
  plane: SharedControlPlane,
  options: Partial<ConnectOptions> = {},
): Promise<{ readonly api: Connection['api']; readonly namespace: string }> {
  const { api } = await client(plane.kubeconfig, options);
  return { api, namespace: await uniqueNamespace(api, 'rest') };
}

function configMap(namespace: string, name: string, data: Readonly<Record<string, string>>, more: object = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data, ...more };
}

clusterTest('server-side apply makes, changes, and says who owns what clashes', async (plane) => {
  const { api, namespace } = await inNamespace(plane);
  const object = configMap(namespace, 'a', { x: '1' });
  expect(await api.apply(CONFIG_MAP, object, { fieldManager: 'one' })).toMatchObject({
    created: true,
    object: { kind: 'ConfigMap', data: { x: '1' } },
  });
  expect((await api.apply(CONFIG_MAP, object, { fieldManager: 'one' })).created).toBe(false);
  const other = configMap(namespace, 'a', { x: '2' });
  await expect(api.apply(CONFIG_MAP, other, { fieldManager: 'two' })).rejects.toMatchObject({
    reason: 'Conflict',
    code: 409,
    causes: [{ field: '.data.x', reason: 'FieldManagerConflict', message: 'conflict with "one"' }],
  });
  expect((await api.apply(CONFIG_MAP, other, { fieldManager: 'two', force: true })).object).toMatchObject({ data: { x: '2' } });
});

clusterTest('create, get, replace, both patches and remove', async (plane) => {
  const { api, namespace } = await inNamespace(plane);
  const key = { namespace, name: 'a' };
  await api.create(CONFIG_MAP, configMap(namespace, 'never', {}), { dryRun: true });
  await expect(api.get(CONFIG_MAP, { namespace, name: 'never' })).rejects.toMatchObject({ reason: 'NotFound', code: 404 });
  const made = await api.create(CONFIG_MAP, configMap(namespace, 'a', { x: '1' }));
  await expect(api.create(CONFIG_MAP, configMap(namespace, 'a', {}))).rejects.toMatchObject({ reason: 'AlreadyExists' });
  await api.replace(CONFIG_MAP, { ...made, data: { x: '2' } });
  await expect(api.replace(CONFIG_MAP, { ...made, data: {} })).rejects.toMatchObject({ reason: 'Conflict' });
  await api.patch(CONFIG_MAP, key, { type: 'merge', body: { data: { y: '1' } } });
  await api.patch(CONFIG_MAP, key, {
    type: 'json',
    operations: [
      { op: 'test', path: '/data/y', value: '1' },
      { op: 'remove', path: '/data/x' },
    ],
  });
  expect(await api.get(CONFIG_MAP, key)).toMatchObject({ data: { y: '1' } });
  await expect(api.remove(CONFIG_MAP, key, { uid: 'another' })).rejects.toMatchObject({ reason: 'Conflict' });
  await api.remove(CONFIG_MAP, key, { uid: made.metadata.uid, propagation: 'Background' });
  await expect(api.remove(CONFIG_MAP, key)).rejects.toMatchObject({ reason: 'NotFound' });
});

clusterTest('unknown fields are refused, or warned of on request; invalid ones are named', async (plane) => {
  const warnings: string[] = [];
  const { api, namespace } = await inNamespace(plane, { onWarning: (text) => warnings.push(text) });
  const odd = configMap(namespace, 'a', {}, { bogus: 1 });
  await expect(api.create(CONFIG_MAP, odd)).rejects.toMatchObject({
    reason: 'BadRequest',
    message: expect.stringContaining('unknown field "bogus"'),
  });
  await api.create(CONFIG_MAP, odd, { fieldValidation: 'Warn' });
  expect(warnings).toEqual(['unknown field "bogus"']);
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace }, spec: {} };
  const error: unknown = await api.apply(DEPLOYMENT, deployment, { fieldManager: 'one' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: 'Invalid', code: 422 });
  expect(error).toHaveProperty('causes', expect.arrayContaining([expect.objectContaining({ field: 'spec.selector' })]));
});

clusterTest('lists by pages, tables, subresources', async (plane) => {
  const { api, namespace } = await inNamespace(plane);
  for (const name of ['a', 'b', 'c']) await api.create(CONFIG_MAP, configMap(namespace, name, { x: name }));
  const mine = { namespace, fieldSelector: 'metadata.name!=kube-root-ca.crt' };
  const first = await api.list(CONFIG_MAP, { ...mine, limit: 2 });
  const last = await api.list(CONFIG_MAP, { ...mine, limit: 2, ...(first.continue !== undefined && { continue: first.continue }) });
  const items = [...first.items, ...last.items];
  expect(items.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual(
    ['a', 'b', 'c'].map((name) => `v1 ConfigMap ${name}`),
  );
  expect(last.continue).toBeUndefined();
  const table = await api.table(CONFIG_MAP, mine);
  expect(table.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
  expect(table.rows.map(({ cells, object }) => [cells[0], object.kind])).toEqual(['a', 'b', 'c'].map((name) => [name, 'ConfigMap']));
  expect((await api.table(CONFIG_MAP, { namespace, name: 'b' })).rows.length).toBe(1);

  const labels = { app: 'x' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'x' }] } };
  const spec = { replicas: 0, selector: { matchLabels: labels }, template };
  await api.apply(
    DEPLOYMENT,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace }, spec },
    { fieldManager: 'one' },
  );
  const key = { namespace, name: 'd' };
  expect(await api.get(DEPLOYMENT, key, { subresource: 'scale' })).toMatchObject({ kind: 'Scale', spec: {} });
  expect(await api.patch(DEPLOYMENT, key, { type: 'merge', body: { spec: { replicas: 2 } } }, { subresource: 'scale' })).toMatchObject({
    spec: { replicas: 2 },
  });
});

clusterTest('a streaming list goes on as a watch until it is aborted', async (plane) => {
  const { api, namespace } = await inNamespace(plane);
  await api.create(CONFIG_MAP, configMap(namespace, 'a', {}));
  const end = new AbortController();
  const options = { namespace, fieldSelector: 'metadata.name=a', sendInitialEvents: true, signal: end.signal };
  const events = api.watch(CONFIG_MAP, options)[Symbol.asyncIterator]();
  const next = async (): Promise<WatchEvent | undefined> => (await events.next()).value ?? undefined;
  expect(await next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  expect(await next()).toMatchObject({ type: 'BOOKMARK', initialEventsEnd: true });
  await api.remove(CONFIG_MAP, { namespace, name: 'a' });
  expect(await next()).toMatchObject({ type: 'DELETED' });
  const waiting = rejection(events.next());
  end.abort(new Error('enough'));
  expect(await waiting).toMatchObject({ message: 'enough' });
});

clusterTest('who may not, and who is nobody', async (plane) => {
  const nobody = await client(plane.kubeconfigs.nobody);
  await expect(nobody.api.list(SECRET, { namespace: 'default' })).rejects.toMatchObject({ reason: 'Forbidden', code: 403 });
  const stranger = await client(plane.kubeconfigs.nobody, { token: 'no-such-token' });
  await expect(stranger.api.list(NAMESPACE)).rejects.toMatchObject({ reason: 'Unauthorized', code: 401 });
});

clusterTest('impersonation reaches the server with every group', async (plane) => {
  const { api } = await client(plane.kubeconfig, { as: 'jane', asGroups: ['one', 'two'], asUid: '7' });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  expect(await api.raw('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: review })).toMatchObject({
    status: { userInfo: { username: 'jane', uid: '7', groups: ['one', 'two', 'system:authenticated'] } },
  });
});

clusterTest('discovery knows groups, versions and what is not there', async (plane) => {
  const { discovery } = await client(plane.kubeconfig);
  expect(await discovery.serves(DEPLOYMENT)).toBe(true);
  expect(await discovery.serves({ ...DEPLOYMENT, version: 'v1beta1' })).toBe(false);
  expect(await discovery.versionsOf('', 'Secret')).toEqual(['v1']);
  expect((await discovery.versionsOf('autoscaling', 'HorizontalPodAutoscaler'))[0]).toBe('v2');
  expect(await discovery.versionsOf('autoscaling', 'Nothing')).toEqual([]);
});
