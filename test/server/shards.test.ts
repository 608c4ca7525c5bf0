import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/cluster/connect.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { CONFIG_MAP, LEASE } from '../../src/kernel/builtin-types.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { isInShard, shardOf, type Shard } from '../../src/kernel/shard.ts';
import { acquireLeaseGuard, type LeaseGuard } from '../../src/reconcile/engine/lease-guard.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, connectTo, erased, gadgetManifest, installGadgets, startManager, type RunningManager } from '../support/engine-rig.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { gadget, gadgetReconciler } from '../support/gadget.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const SHARDS: readonly Shard[] = [
  { index: 1, of: 2 },
  { index: 2, of: 2 },
];
const GADGETS = Array.from({ length: 30 }, (_, at) => `g-${String(at)}`);

interface Loop {
  readonly shard: Shard;
  readonly proxy: FaultProxy;
  readonly guard: LeaseGuard;
  readonly running: RunningManager;
  end(): Promise<void>;
}

describeCluster('loops that share the objects', (plane) => {
  let admin: Connection;
  beforeAll(async () => {
    admin = await connectTo(plane.kubeconfig);
    await installGadgets(admin.api);
  });
  afterAll(() => admin.close());

  const guardOf = async (namespace: string, identity: string, shard?: Shard): Promise<LeaseGuard> =>
    acquireLeaseGuard({
      api: asLoop(admin, 'test-kinds').api,
      clock: createSystemClock({ holdsProcess: true }),
      log: silentLog,
      operator: { leaseName: `gadgets-${namespace}`, namespace, deployment: 'gadget-operator', image: 'gadget-operator' },
      identity,
      namespaces: [namespace],
      contextNamespace: namespace,
      ...(shard && { shard }),
    });

  const startLoop = async (namespace: string, shard: Shard): Promise<Loop> => {
    const guard = await guardOf(namespace, `loop-${String(shard.index)}`, shard);
    const proxy = await startFaultProxy(plane.kubeconfig);
    const connection = await connectTo(proxy.kubeconfig);
    const running = await startManager(connection, {
      reconcilers: [erased(gadgetReconciler())],
      scope: { namespaces: [namespace], shard },
      selects: (_, { metadata }) => isInShard(shard, `${namespace}/${metadata.name}`),
      leaseCovers: (ms) => guard.covers(ms),
    });
    const end = async (): Promise<void> => {
      await running.stop();
      await guard.release();
      connection.close();
      await proxy.close();
    };
    return { shard, proxy, guard, running, end };
  };

  test('two side by side: each object is written by exactly one; whoever would work on all of them, or on parts of another size, is refused', async () => {
    const namespace = await uniqueNamespace(admin.api, 'shards');
    const loops = await Promise.all(SHARDS.map(async (shard) => startLoop(namespace, shard)));
    try {
      await Promise.all(GADGETS.map(async (name) => admin.api.create(gadget, gadgetManifest(namespace, name))));
      const ready = async (): Promise<number> => {
        const { items } = await admin.api.list(gadget, { namespace });
        return items.filter(({ status }) => (status as { readonly phase?: unknown } | undefined)?.phase === 'Ready').length;
      };
      await expect.poll(ready).toBe(GADGETS.length);
      for (const { proxy, shard, running } of loops) {
        const own = GADGETS.filter((name) => shardOf(`${namespace}/${name}`, shard.of) === shard.index);
        const written = proxy.requests.filter(
          ({ verb, resource }) => resource !== 'events' && !['get', 'list', 'watch', 'other'].includes(verb),
        );
        expect(own.length).toBeGreaterThan(5);
        expect(new Set(written.map(({ name }) => name))).toEqual(new Set(own));
        // Of the others it sees that they are there, and keeps no more of what they made.
        const kept = [...(running.manager.caches.get(CONFIG_MAP)?.store.values() ?? [])].filter(({ metadata }) =>
          GADGETS.includes(metadata.name),
        );
        await expect.poll(() => running.manager.caches.get(gadget)?.store.size).toBe(GADGETS.length);
        for (const object of kept) expect('data' in object, object.metadata.name).toBe(own.includes(object.metadata.name));
      }
      const leases = (await admin.api.list(LEASE, { namespace })).items.map(({ metadata }) => [
        metadata.name,
        metadata.annotations?.['aistack.dev/scope'],
      ]);
      expect(leases).toEqual(
        [1, 2].map((index) => [`gadgets-${namespace}-${String(index)}-of-2`, `${namespace} shard ${String(index)}/2`]),
      );
      const refusal = `loop-1 holds lease ${namespace}/gadgets-${namespace}-1-of-2 (namespace ${namespace}, shard 1/2,`;
      await expect(guardOf(namespace, 'whole')).rejects.toThrow(refusal);
      await expect(guardOf(namespace, 'third', { index: 1, of: 3 })).rejects.toThrow(refusal);
      await expect(guardOf(namespace, 'twin', { index: 1, of: 2 })).rejects.toThrow(refusal);
    } finally {
      await Promise.all(loops.map(async ({ end }) => end()));
    }
    const whole = await guardOf(namespace, 'whole');
    await expect(guardOf(namespace, 'late', { index: 1, of: 2 })).rejects.toThrow(/^whole holds lease/);
    await whole.release();
  });
});
