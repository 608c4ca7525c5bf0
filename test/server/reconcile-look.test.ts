import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/cluster/connect.ts';
import { CONFIG_MAP, DEPLOYMENT, EVENT, LEASE, NAMESPACE, PERSISTENT_VOLUME_CLAIM, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import type { ReconcileTrace } from '../../src/commands/shared/trace/reconcile-trace.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { connectTo } from '../support/engine-rig.ts';
import { startFaultProxy, type FaultProxy, type RecordedRequest } from '../support/fault-proxy.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import { instanceYaml } from '../support/reconcile-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { tempDir } from '../support/temp-dir.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const INSTANCE: ResourceType = {
  group: 'maia.cuemby.com',
  version: 'v1alpha1',
  kind: 'MaiaInstance',
  plural: 'maiainstances',
  scope: 'Namespaced',
};
const NAME = 'maiainstance.maia.cuemby.com/maia';
const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1', scope: 'Namespaced' } as const;
const ROLE: ResourceType = { ...RBAC, kind: 'Role', plural: 'roles' };
const BINDING: ResourceType = { ...RBAC, kind: 'RoleBinding', plural: 'rolebindings' };

const isWrite = ({ method }: RecordedRequest): boolean => method !== 'GET' && method !== 'HEAD';

describeCluster('a reconciliation that is looked at', (plane) => {
  let direct: Connection;
  let proxy: FaultProxy;

  beforeAll(async () => {
    const installed = await inProcessCli('kubectl-aistack', ['install', '--adopt'], plane.kubeconfig);
    if (installed.code !== 0) throw new Error(installed.stderr);
    direct = await connectTo(plane.kubeconfig);
    proxy = await startFaultProxy(plane.kubeconfig);
  });
  afterAll(async () => {
    direct.close();
    await proxy.close();
  });

  /** A namespace with an instance of whose children nobody has made one yet. */
  const fresh = async (): Promise<string> => {
    const namespace = await uniqueNamespace(direct.api, 'look');
    const applied = await runHere(['apply', '-n', namespace, '-f', '-'], {
      stdin: instanceYaml('maia', 'replicas: 1, storage: {storageClassName: never}'),
      kubeconfig: plane.kubeconfig,
    });
    if (applied.code !== 0) throw new Error(applied.stderr);
    return namespace;
  };
  const reconcile = async (namespace: string, args: string, signal?: AbortSignal): Promise<CliResult> => {
    proxy.reset();
    return inProcessCli('kubectl-maia', ['reconcile', '-n', namespace, ...args.split(' ')], proxy.kubeconfig, signal);
  };
  /** Everything that a reconciliation may touch, with its version. */
  const versions = async (namespace: string): Promise<readonly string[]> => {
    const types = [INSTANCE, CONFIG_MAP, SERVICE, DEPLOYMENT, PERSISTENT_VOLUME_CLAIM, LEASE, EVENT];
    const lists = await Promise.all(types.map(async (type) => (await direct.api.list(type, { namespace })).items));
    // The root certificate of a new namespace comes when it comes.
    const all = lists.flat().filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt');
    return all.map(({ kind, metadata }) => `${kind}/${metadata.name} ${metadata.resourceVersion}`).toSorted();
  };

  /** The same without what the cluster's controllers go on to change. */
  const steady = async (namespace: string): Promise<readonly string[]> =>
    (await versions(namespace)).filter((line) => !/^(Deployment|Event|PersistentVolumeClaim)\//.test(line));

  test('--dry-run=server asks for every write and stores nothing; what it shows is what then happens', async () => {
    const namespace = await fresh();
    const before = await versions(namespace);
    const shown = await reconcile(namespace, '--dry-run=server');
    expect({ code: shown.code, stderr: shown.stderr }).toEqual({ code: 1, stderr: '' });
    expect(shown.stdout).toContain(`+++ desired/apps.v1.Deployment.${namespace}.maia\n`);
    expect(await versions(namespace)).toEqual(before);
    const sent = proxy.requests.filter(isWrite);
    expect(sent.map(({ resource, name }) => `${resource} ${name ?? ''}`).toSorted()).toEqual([
      'configmaps maia-config',
      'deployments maia',
      'persistentvolumeclaims maia-data',
      'services maia',
      'services maia-headless',
    ]);
    expect(sent.filter(({ query }) => query.get('dryRun') !== 'All')).toEqual([]);
    const client = await reconcile(namespace, '--dry-run');
    expect(client).toMatchObject({ code: 1, stderr: '' });
    expect(client.stdout.trimEnd().split('\n').toSorted()).toEqual(
      ['configmap/maia-config', 'deployment.apps/maia', 'persistentvolumeclaim/maia-data', 'service/maia', 'service/maia-headless'].map(
        (child) => `${NAME}: ${child} created (dry run)`,
      ),
    );
    expect(proxy.requests.filter(isWrite)).toEqual([]);
    expect((await reconcile(namespace, '--once')).code).toBe(0);
    expect((await reconcile(namespace, '--dry-run=server')).code).toBe(0);
    expect(proxy.requests.filter(isWrite)).toEqual([]);
    await direct.api.patch(SERVICE, { namespace, name: 'maia' }, { type: 'merge', body: { spec: { sessionAffinity: 'ClientIP' } } });
    await direct.api.patch(DEPLOYMENT, { namespace, name: 'maia' }, { type: 'merge', body: { spec: { replicas: 3 } } });
    const drifted = await steady(namespace);
    const repair = await reconcile(namespace, '--dry-run=server');
    expect(repair.code).toBe(1);
    expect(repair.stdout).toContain('\n-  replicas: 3\n+  replicas: 1\n');
    expect(repair.stdout).not.toContain('sessionAffinity');
    expect(await steady(namespace)).toEqual(drifted);
  });

  test('--shadow sends nothing but GETs, says what diverges once, and goes on beside a loop until a signal comes', async () => {
    const namespace = await fresh();
    const missing = await reconcile(namespace, '--shadow');
    expect(missing).toMatchObject({ code: 1, stderr: '' });
    expect(missing.stdout).toContain(`${NAME}: Deployment/${namespace}/maia is missing: it would be created\n`);
    expect(proxy.requests.filter(isWrite)).toEqual([]);
    expect((await reconcile(namespace, '--once')).code).toBe(0);
    expect(await reconcile(namespace, '--shadow')).toEqual({ code: 0, stdout: '', stderr: '' });

    const end = new AbortController();
    let seen = '';
    proxy.reset();
    const watching = runHere(['reconcile', '-n', namespace, '--shadow', '--watch'], {
      executable: 'kubectl-maia',
      kubeconfig: proxy.kubeconfig,
      signal: end.signal,
      onStdout: (text) => (seen = text),
    });
    const edit = async (replicas: number): Promise<unknown> =>
      direct.api.patch(DEPLOYMENT, { namespace, name: 'maia' }, { type: 'merge', body: { spec: { replicas } } });
    await proxy.answered(({ resource, verb }) => verb === 'watch' && resource === 'deployments');
    await edit(3);
    await expect.poll(() => seen, { timeout: 60_000 }).toContain('spec.replicas is 3, would be 1\n');
    await edit(1);
    await expect.poll(() => seen, { timeout: 60_000 }).toContain('in step again\n');
    end.abort(new Error('enough'));
    const result = await watching;
    expect(result.code).toBe(0);
    expect(result.stdout.match(/ is 3, would be 1/g)).toHaveLength(1);
    expect(result.stderr).toMatch(/^comparing, and writing nothing, until a signal comes \(server .*\)\n$/);
    expect(proxy.requests.filter(isWrite)).toEqual([]);
  });

  test('--trace tells of every write that the server saw, --explain says why, --qps bounds it all', async () => {
    const namespace = await fresh();
    const file = path.join(tempDir(), 'trace.ndjson');
    const result = await reconcile(namespace, `--once --explain --qps 50 --trace ${file}`);
    expect(result.code).toBe(0);
    const records = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ReconcileTrace);
    const told = records.flatMap(({ writes }) => writes.map(({ type, name, status }) => `${type} ${name ?? ''} ${String(status)}`));
    const sent = proxy.requests
      .filter((request) => isWrite(request) && request.resource !== 'leases' && request.resource !== 'events')
      .map(({ resource, group, subresource, name, status }) => {
        const type = `${resource}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
        return `${type} ${name ?? ''} ${String(status)}`;
      });
    expect(told.toSorted()).toEqual(sent.toSorted());
    expect(records[0]).toMatchObject({ target: 'maiainstances.maia.cuemby.com/maia', namespace, generation: 1, outcome: 'again' });
    expect(records.some(({ status }) => status.changed)).toBe(true);
    expect(records.at(-1)).toMatchObject({ blocked: { kind: 'waits' } });
    expect(result.stderr).toMatch(new RegExp(`^${NAME} \\(woken by initial\\): read \\d+ from the cache; children: 5 to create\n`));
    expect(result.stderr).toContain('\n  Deployment/maia: create it: it is not there\n');
  });

  test("--as with an operator's rights finds the rule that is missing before it is deployed", async () => {
    const namespace = await fresh();
    const user = `system:serviceaccount:${namespace}:loop`;
    const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
    const rules = [
      { apiGroups: ['maia.cuemby.com'], resources: ['*'], verbs: all },
      { apiGroups: [''], resources: ['configmaps', 'services', 'persistentvolumeclaims', 'secrets', 'events', 'pods'], verbs: all },
      { apiGroups: ['batch', 'networking.k8s.io', 'coordination.k8s.io'], resources: ['*'], verbs: all },
      // Everything but `create`, `patch` and `delete`.
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
    ];
    const name = `loop-${randomUUID().slice(0, 8)}`;
    const metadata = { namespace, name };
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    await direct.api.create(ROLE, { apiVersion, kind: 'Role', metadata, rules });
    await direct.api.create(BINDING, {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: 'loop', namespace }],
    });
    let result: CliResult | undefined;
    // Rights take a moment to reach the authorizer.
    await expect
      .poll(async () => {
        result = await inProcessCli('kubectl-maia', ['reconcile', '-n', namespace, '--as', user, '--once'], plane.kubeconfig);
        return result.stderr;
      })
      .toContain('Deployment');
    const lines = result?.stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect([result?.code, lines]).toEqual([
      5,
      [expect.stringMatching(`^error: you \\(.*\\) may not patch Deployment maia in namespace ${namespace}$`)],
    ]);
    expect(result?.stderr).toContain('cannot patch resource "deployments" in API group "apps"');
    expect(result?.stderr).toContain('\nfix: kubectl maia auth rbac reconcile');
    await direct.api.remove(NAMESPACE, { name: namespace });
  });
});
