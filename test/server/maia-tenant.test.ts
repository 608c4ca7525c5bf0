import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/cluster/connect.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { SECRET } from '../../src/kernel/builtin-types.ts';
import { findCondition } from '../../src/kernel/condition.ts';
import { sha256 } from '../../src/kernel/hash.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { maiaInstance } from '../../src/kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../src/kinds/maia/maia-tenant.ts';
import type { MaiaTenantStatus } from '../../src/kinds/maia/tenant-status.ts';
import { runUntilSettled } from '../../src/reconcile/engine/run-until-settled.ts';
import { maiaTenantReconciler } from '../../src/reconcile/maia/maia-tenant.ts';
import { ROTATE_ANNOTATION } from '../../src/reconcile/maia/tenant/rotation-requests.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, connectTo, erased, managerOptions, settle, startManager, type RunningManager } from '../support/engine-rig.ts';
import { isRead, maiaServerModel, type MaiaServerModel } from '../support/maia-server-model.ts';
import { mortality } from '../support/mortal.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const RED = { spec: { apiKeys: [{ name: 'ci', secretRef: { name: 'red-ci' }, scopes: ['read', 'context'] }] } };

describeCluster('MaiaTenant over a server in memory', (plane) => {
  let connection: Connection;
  let namespace = '';
  let server: MaiaServerModel;
  const running: RunningManager[] = [];

  const at = async (type: typeof maiaTenant | typeof SECRET, name: string): Promise<KubeObject> =>
    connection.api.get(type, { namespace, name });
  const isGone = async (type: typeof maiaTenant | typeof SECRET, name: string): Promise<boolean> =>
    at(type, name).then(
      () => false,
      (error: unknown) => isApiError(error, 'NotFound'),
    );
  const status = async (): Promise<MaiaTenantStatus> => ((await at(maiaTenant, 'red'))['status'] ?? {}) as MaiaTenantStatus;
  const edit = async (body: JsonObject): Promise<void> =>
    void (await connection.api.patch(maiaTenant, { namespace, name: 'red' }, { type: 'merge', body }));
  const value = async (): Promise<string> => {
    const data = (await at(SECRET, 'red-ci'))['data'] as Readonly<Record<string, string>>;
    return Buffer.from(data['api-key'] ?? '', 'base64').toString();
  };
  const reconcilers = (): readonly ReturnType<typeof erased>[] => [erased(maiaTenantReconciler(server))];

  /** A namespace with an instance whose server is asked past its Service, so that no pod has to run. */
  const fresh = async (
    annotations: Readonly<Record<string, string>> = { 'maia.cuemby.com/endpoint': 'http://server.test:1' },
  ): Promise<void> => {
    namespace = await uniqueNamespace(connection.api, 'tenant');
    server = maiaServerModel();
    const base = { apiVersion: 'maia.cuemby.com/v1alpha1' };
    await connection.api.create(maiaInstance, {
      ...base,
      kind: 'MaiaInstance',
      metadata: { namespace, name: 'notes', annotations },
      spec: {},
    });
    await connection.api.create(maiaTenant, {
      ...base,
      kind: 'MaiaTenant',
      metadata: { namespace, name: 'red' },
      spec: { instanceRef: { name: 'notes' }, ...RED.spec },
    });
  };

  beforeAll(async () => {
    const installed = await reconcilePlane(plane).maia('install');
    if (installed.code !== 0) throw new Error(installed.stderr);
    connection = await connectTo(plane.kubeconfig);
  });
  afterEach(async () => {
    for (const manager of running.splice(0)) await manager.stop();
  });
  afterAll(() => connection.close());

  test('it waits for its instance, becomes Active with its key in a Secret, is suspended and active again, and goes with everything', async () => {
    await fresh({});
    running.push(await startManager(connection, { reconcilers: reconcilers(), namespace }));
    await expect.poll(async () => findCondition((await status()).conditions, 'Ready')?.reason).toBe('InstanceNotReady');
    const body = { metadata: { annotations: { 'maia.cuemby.com/endpoint': 'http://server.test:1' } } };
    await connection.api.patch(maiaInstance, { namespace, name: 'notes' }, { type: 'merge', body });
    await expect.poll(async () => (await status()).phase).toBe('Active');
    await expect.poll(status).toMatchObject({
      tenantId: 'tenant-1',
      memoryCount: 250,
      apiKeyCount: 1,
      quotaUsage: { memories: 25, storage: 0.95 },
    });
    expect(server.keys.get(sha256(await value()))).toMatchObject({ name: 'ci', scopes: ['read', 'context'], tenantId: 'tenant-1' });

    await edit({ spec: { suspended: true, suspendReason: 'bill' } });
    await expect.poll(async () => (await status()).phase).toBe('Suspended');
    expect([...server.tenants.values()].map((tenant) => tenant.status)).toEqual(['suspended']);
    await edit({ spec: { suspended: false } });
    await expect.poll(async () => (await status()).phase).toBe('Active');

    await connection.api.remove(SECRET, { namespace, name: 'red-ci' });
    await expect.poll(async () => server.calls.filter((call) => call === 'createKey').length).toBe(2);
    await expect.poll(async () => (await isGone(SECRET, 'red-ci')) || server.keys.has(sha256(await value()))).toBe(true);
    expect(server.keys.size).toBe(1);

    await connection.api.remove(maiaTenant, { namespace, name: 'red' });
    await expect.poll(async () => isGone(maiaTenant, 'red')).toBe(true);
    expect([server.tenants.size, server.keys.size]).toEqual([0, 0]);
    const told = await reconcilePlane(plane).kubectl(`get events -n ${namespace} -o json`);
    for (const raw of server.told) expect(told).not.toContain(raw);
  });

  test(
    'dying after any write while it is made, rotated and deleted, the next run comes to the same end',
    { timeout: 400_000 },
    async () => {
      /** One life with a death; gives the calls. */
      const run = async (death: number): Promise<readonly string[]> => {
        const end = new AbortController();
        const life = mortality(
          { at: death, when: 'after', fault: 'death' },
          { die: () => end.abort(new Error('killed')), broken: (name) => new Error(name) },
        );
        const options = managerOptions(
          { ...connection, api: life.wrap(asLoop(connection).api, 'kube') },
          { reconcilers: [erased(maiaTenantReconciler(life.wrap(server, 'admin')))], namespace, shutdownMs: 0 },
        );
        await runUntilSettled({ ...options, timeoutMs: 60_000 }, end.signal);
        if (end.signal.aborted) await settle(connection, { reconcilers: reconcilers(), namespace });
        return life.calls;
      };
      const acts: readonly ((at: number) => Promise<readonly string[]>)[] = [
        async (death) => {
          await fresh();
          return run(death);
        },
        async (death) => {
          await fresh();
          await settle(connection, { reconcilers: reconcilers(), namespace });
          await edit({ metadata: { annotations: { [ROTATE_ANNOTATION]: JSON.stringify({ ci: { at: '2026-01-01T00:00:00Z' } }) } } });
          return run(death);
        },
        async (death) => {
          await fresh();
          await settle(connection, { reconcilers: reconcilers(), namespace });
          await connection.api.remove(maiaTenant, { namespace, name: 'red' });
          return run(death);
        },
      ];
      for (const [index, act] of acts.entries()) {
        const calls = await act(Infinity);
        const writes = calls.flatMap((call, position) =>
          /^kube\.(create|patch|remove)$/.test(call) || (call.startsWith('admin.') && !isRead(call.slice(6))) ? [position + 1] : [],
        );
        expect(writes.length).toBeGreaterThan(3);
        for (const death of writes) {
          await act(death);
          const label = `act ${String(index)}, died after call ${String(death)}, ${calls[death - 1] ?? ''}`;
          if (index === 2) {
            expect([await isGone(maiaTenant, 'red'), server.tenants.size, server.keys.size], label).toEqual([true, 0, 0]);
            continue;
          }
          expect([...server.tenants.keys()], label).toEqual([(await status()).tenantId]);
          expect(server.keys.get(sha256(await value()))?.name, label).toBe('ci');
          // Only a death right after the key was made leaves one that nobody holds.
          expect(server.keys.size, label).toBe(calls[death - 1] === 'admin.createKey' ? 2 : 1);
        }
      }
    },
  );
});
