import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { CONFIG_MAP, LEASE, SECRET } from '../../src/kernel/builtin-types.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { acquireLeaseGuard, type LeaseGuard } from '../../src/reconcile/engine/lease-guard.ts';
import { createManager } from '../../src/reconcile/engine/manager.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, connectTo, erased, gadgetManifest, installGadgets, managerOptions, settle } from '../support/engine-rig.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { gadget, gadgetReconciler } from '../support/gadget.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const ROLE: ResourceType = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role', plural: 'roles', scope: 'Namespaced' };
const BINDING: ResourceType = { ...ROLE, kind: 'RoleBinding', plural: 'rolebindings' };

/** What a loop over gadgets needs in its namespace. Secrets may only be read by name. */
const RULES = [
  { apiGroups: ['test.aistack.dev'], resources: ['gadgets'], verbs: ['get', 'list', 'watch', 'patch'] },
  { apiGroups: ['test.aistack.dev'], resources: ['gadgets/status'], verbs: ['patch'] },
  {
    apiGroups: ['', 'apps'],
    resources: ['configmaps', 'services', 'deployments'],
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
];

describeCluster('a loop with few rights, and one that loses its lease', (plane) => {
  let admin: Connection;
  const reconcilers = [erased(gadgetReconciler())];

  beforeAll(async () => {
    admin = await connectTo(plane.kubeconfig);
    await installGadgets(admin.api);
  });
  afterAll(() => admin.close());

  const granted = async (user: string): Promise<string> => {
    const namespace = await uniqueNamespace(admin.api, 'rights');
    const meta = { namespace, name: 'loop' };
    await admin.api.create(ROLE, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: meta, rules: RULES });
    await admin.api.create(BINDING, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'loop' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
    });
    return namespace;
  };

  test('with the rights of one namespace it never asks for more, and reads Secrets by name where it may not list them', async () => {
    const proxy = await startFaultProxy(plane.kubeconfigs.developer);
    const developer = await connect({ program: 'test', version: '0', fieldManager: 'test', kubeconfig: proxy.kubeconfig });
    try {
      const namespace = await granted('developer');
      await admin.api.create(SECRET, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name: 'credentials' },
        stringData: { key: 'x' },
      });
      await admin.api.create(gadget, gadgetManifest(namespace, 'g', { deployment: true, secret: 'credentials' }));
      // Rights take a moment to reach the authorizer.
      await expect
        .poll(() =>
          developer.api.list(gadget, { namespace }).then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      proxy.reset();
      const result = await settle(developer, { reconcilers, namespace });
      expect(result.objects.map(({ report }) => report?.outcome)).toEqual(['ready']);
      expect((await admin.api.get(gadget, { namespace, name: 'g' }))['status']).toMatchObject({ phase: 'Ready', message: 'key' });
      expect(proxy.requests.filter((request) => request.namespace !== namespace && !/^\/(apis?|version)/.test(request.path))).toEqual([]);
      const refused = proxy.requests.filter(({ status }) => status === 403).map(({ resource }) => resource);
      expect(new Set(refused)).toEqual(new Set(['secrets']));
      await expect(settle(developer, { reconcilers })).rejects.toSatisfy((error) => isApiError(error, 'Forbidden'));
    } finally {
      developer.close();
      await proxy.close();
    }
  });

  const guardOf = (namespace: string, identity: string): Promise<LeaseGuard> =>
    acquireLeaseGuard({
      api: asLoop(admin, 'test-kinds').api,
      clock: createSystemClock({ holdsProcess: true }),
      log: silentLog,
      operator: { leaseName: `gadgets-${namespace}`, namespace: 'gadget-system', deployment: 'gadget-operator', image: 'gadget-operator' },
      identity,
      namespaces: [namespace],
      contextNamespace: namespace,
    });

  test('a lease that somebody else took ends it at once: a write in hand is broken off and nothing more is written', async () => {
    const namespace = await uniqueNamespace(admin.api, 'lost');
    const guard = await guardOf(namespace, 'first');
    const proxy = await startFaultProxy(plane.kubeconfig);
    const through = await connectTo(proxy.kubeconfig);
    try {
      await expect(guardOf(namespace, 'second')).rejects.toThrow(/first holds lease/);
      await admin.api.create(gadget, gadgetManifest(namespace, 'g'));
      proxy.inject({
        when: ({ verb, resource }) => verb === 'apply' && resource === 'configmaps',
        fault: { do: 'hold', until: new Promise(() => undefined) },
      });
      const running = createManager(managerOptions(through, { reconcilers, namespace, leaseCovers: (ms) => guard.covers(ms) })).run(
        new AbortController().signal,
        guard.lost,
      );
      await expect.poll(() => proxy.count(({ verb, resource }) => verb === 'apply' && resource === 'configmaps')).toBe(1);
      await admin.api.patch(
        LEASE,
        { namespace, name: `gadgets-${namespace}` },
        { type: 'merge', body: { spec: { holderIdentity: 'thief' } } },
      );
      await running;
      expect(guard.lost.reason).toMatchObject({ message: `the lease gadgets-${namespace} was taken by thief` });
      expect(guard.covers(0)).toBe(false);
      expect(proxy.count(({ subresource }) => subresource === 'status')).toBe(0);
      await expect(admin.api.get(CONFIG_MAP, { namespace, name: 'g' })).rejects.toSatisfy((error) => isApiError(error, 'NotFound'));
    } finally {
      await guard.release();
      through.close();
      await proxy.close();
    }
  });
});
