import { expect, onTestFinished, test } from 'vitest';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { CONFIG_MAP, SECRET, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, connectTo, erased, gadgetManifest, installGadgets, managerOptions, settle } from '../support/engine-rig.ts';
import { gadget, gadgetReconciler, registry } from '../support/gadget.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';
import { runUntilSettled } from '../../src/reconcile/engine/run-until-settled.ts';

interface Doomed {
  readonly api: KubeApi;
  readonly writes: () => number;
  readonly isDead: () => boolean;
}

/** The last argument of every call may hold its signal. A dead process gets no answer; only being torn down ends the wait. */
async function silence(all: readonly unknown[]): Promise<never> {
  const { signal } = (all.at(-1) ?? {}) as { readonly signal?: AbortSignal };
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The process dies at the `at`-th write: `before` it reaches the server, or `after` it, before its answer is seen. */
function doomedApi(api: KubeApi, at: number, when: 'before' | 'after', die: () => void): Doomed {
  let writes = 0;
  let isDead = false;
  const write =
    <Arguments extends unknown[], Result>(call: (...all: Arguments) => Promise<Result>) =>
    async (...all: Arguments): Promise<Result> => {
      if (isDead) return silence(all);
      writes += 1;
      const isLast = writes === at;
      const answer = isLast && when === 'before' ? undefined : await call(...all);
      if (isLast) {
        isDead = true;
        die();
      }
      return isDead || answer === undefined ? silence(all) : answer;
    };
  return {
    writes: () => writes,
    isDead: () => isDead,
    api: {
      ...api,
      create: write(api.create),
      apply: write(api.apply),
      patch: write(api.patch),
      replace: write(api.replace),
      remove: write(api.remove),
    },
  };
}

function essence({ metadata, ...rest }: KubeObject): unknown {
  const { labels, finalizers, ownerReferences } = metadata;
  return { ...rest, labels, finalizers, owners: ownerReferences?.map(({ kind, name, controller }) => ({ kind, name, controller })) };
}

describeCluster('a loop that dies', (plane) => {
  test('killed before and after every write, the next run ends in the same state', { timeout: 600_000 }, async () => {
    const connection = await connectTo(plane.kubeconfig);
    onTestFinished(() => connection.close());
    const { api } = connection;
    await installGadgets(api);

    /** Creates, dies at a write, recovers; deletes, dies at a write, recovers. Returns the writes of an undisturbed run. */
    const live = async (at: number, when: 'before' | 'after'): Promise<number> => {
      const namespace = await uniqueNamespace(api, 'crash');
      const outside = registry();
      const reconcilers = [erased(gadgetReconciler(outside))];
      const runOnce = async (): Promise<number> => {
        const end = new AbortController();
        const doomed = doomedApi(asLoop(connection, 'test-kinds').api, at, when, () => end.abort());
        const mortal: typeof outside = { ...outside, remove: (id) => void (doomed.isDead() || outside.remove(id)) };
        await runUntilSettled(
          {
            ...managerOptions(
              { ...connection, api: doomed.api },
              { reconcilers: [erased(gadgetReconciler(mortal))], namespace, shutdownMs: 0 },
            ),
            timeoutMs: 60_000,
          },
          end.signal,
        );
        if (end.signal.aborted) await settle(connection, { reconcilers, namespace });
        return doomed.writes();
      };
      await api.create(gadget, gadgetManifest(namespace, 'g', { registered: true, note: 'hello' }));
      const creating = await runOnce();
      const label = `${when} write ${String(at)}`;
      const object = await api.get(gadget, { namespace, name: 'g' });
      expect(object['status'], label).toMatchObject({ phase: 'Ready', reference: `gadget-${object.metadata.uid}`, observedGeneration: 1 });
      expect([...outside.registrations.keys()], label).toEqual([(object['status'] as { externalId: string }).externalId]);
      const [[, registration] = ['', undefined]] = [...outside.registrations];
      const secret = await api.get(SECRET, { namespace, name: 'g-token' });
      expect(Buffer.from((secret['data'] as { token: string }).token, 'base64').toString(), label).toBe(registration?.token);
      expect(essence(await api.get(CONFIG_MAP, { namespace, name: 'g' })), label).toMatchObject({
        data: { cpu: '1000m', note: 'hello' },
        owners: [{ kind: 'Gadget', name: 'g', controller: true }],
      });
      expect(essence(await api.get(SERVICE, { namespace, name: 'g' })), label).toMatchObject({
        owners: [{ kind: 'Gadget', name: 'g', controller: true }],
      });

      await api.remove(gadget, { namespace, name: 'g' });
      const deleting = await runOnce();
      await expect(api.get(gadget, { namespace, name: 'g' }), label).rejects.toSatisfy((error) => isApiError(error, 'NotFound'));
      expect(outside.registrations.size, label).toBe(0);
      return Math.max(creating, deleting);
    };

    const writes = await live(Infinity, 'before');
    expect(writes).toBeGreaterThanOrEqual(6);
    for (let at = 1; at <= writes; at += 1) {
      await live(at, 'before');
      await live(at, 'after');
    }
  });
});
