import { expect, onTestFinished } from 'vitest';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { holdLeases } from '../../src/commands/shared/hold-leases.ts';
import type { Session } from '../../src/commands/shared/session.ts';
import { giveBackAll } from '../../src/commands/shared/take-over/give-back-all.ts';
import { DEPLOYMENT, LEASE, POD } from '../../src/kernel/builtin-types.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { LeaseGuard } from '../../src/reconcile/engine/lease-guard.ts';
import { takenOverOf } from '../../src/reconcile/engine/taken-over.ts';
import { SYSTEMS, type System } from '../../src/registry.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { connectTo } from '../support/engine-rig.ts';
import { mortality } from '../support/mortal.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const NEEDS = { needs: 'controllers' } as const;
const READY_LINE = /reconciling until a signal comes/;
const clock = createSystemClock({ holdsProcess: true });

/** An operator of its own name, so that nobody else's tests see it. */
async function operatorIn(
  api: KubeApi,
): Promise<{ readonly system: System; readonly key: { readonly namespace: string; readonly name: string } }> {
  const [maia] = SYSTEMS;
  if (maia === undefined) throw new Error('no system');
  const namespace = await uniqueNamespace(api, 'take');
  const name = `operator-${namespace}`;
  const labels = { app: name };
  await api.create(DEPLOYMENT, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'manager', image: 'operator' }] } },
    },
  });
  return { system: { ...maia, operator: { namespace, deployment: name, leaseName: name, image: 'operator' } }, key: { namespace, name } };
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came about');
}

function sessionOver(api: KubeApi, namespace: string): Session {
  return { api, namespace, during: async <T>(_doing: unknown, call: () => Promise<T>) => call() } as unknown as Session;
}

async function hold(
  api: KubeApi,
  system: System,
  identity: string,
  mode: 'scale-down' | 'lease',
  signal: AbortSignal,
): Promise<LeaseGuard> {
  const { namespace } = system.operator;
  return await holdLeases({
    session: sessionOver(api, namespace),
    clock,
    log: silentLog,
    systems: [system],
    bin: 'kubectl maia',
    identity,
    namespaces: undefined,
    leaseNamespace: undefined,
    spanning: [],
    signal,
    takeOver: { mode, reason: 'a test', confirm: () => Promise.resolve(), tell: () => undefined },
  });
}

async function giveBack(api: KubeApi, system: System, at: Clock): Promise<void> {
  const taker = {
    session: sessionOver(api, 'x'),
    clock: at,
    log: silentLog,
    identity: 'helper',
    bin: 'kubectl maia',
    tell: (): void => undefined,
  };
  await giveBackAll(taker, [system], { signal: AbortSignal.timeout(100_000), stdout: () => undefined });
}

function size(deployment: KubeObject): unknown {
  return (deployment['spec'] as { readonly replicas?: number }).replicas;
}

clusterTest(
  'an operator is stopped for the time of a run, and comes back after it and after each death in between',
  async ({ kubeconfig }) => {
    const { api, close } = await connectTo(kubeconfig);
    onTestFinished(close);
    const { key, system } = await operatorIn(api);
    const isRunning = async (): Promise<boolean> => {
      const { items } = await api.list(POD, { namespace: key.namespace });
      return items.length === 1 && size(await api.get(DEPLOYMENT, key)) === 1;
    };
    await until(isRunning);
    const guard = await hold(api, system, 'whole', 'scale-down', AbortSignal.timeout(100_000));
    expect(takenOverOf(await api.get(DEPLOYMENT, key))).toMatchObject({ replicas: 1, by: 'whole' });
    expect((await api.list(POD, { namespace: key.namespace })).items).toEqual([]);
    expect((await api.get(LEASE, key))['spec']).toMatchObject({ holderIdentity: 'whole' });
    await guard.release();
    expect([size(await api.get(DEPLOYMENT, key)), takenOverOf(await api.get(DEPLOYMENT, key))]).toEqual([1, undefined]);
    // By name, since events come in between: the annotations, the size, the lease, the give-back.
    for (const [verb, nth, when] of [
      ['patch', 1, 'after'],
      ['patch', 2, 'after'],
      ['replace', 1, 'after'],
      ['patch', 3, 'before'],
      ['patch', 3, 'after'],
    ] as const) {
      const over = new AbortController();
      let died = false;
      const fate = mortality({ at: nth, when, fault: 'death' }, { die: () => (died = true), broken: () => new Error('broken') });
      const one =
        verb === 'patch'
          ? { ...api, patch: fate.wrap({ patch: api.patch }, 'api').patch }
          : { ...api, replace: fate.wrap({ replace: api.replace }, 'api').replace };
      // After the death nothing of it reaches the server any more.
      const mortal = new Proxy(one, {
        get: (target, name) => {
          const call: unknown = Reflect.get(target, name);
          if (!died || typeof call !== 'function') return call;
          return async () => new Promise(() => undefined);
        },
      });
      void hold(mortal, system, `dead-${verb}-${String(nth)}-${when}`, 'scale-down', over.signal).then(
        async (held) => held.release(),
        () => undefined,
      );
      await until(async () => Promise.resolve(died));
      // A lease that a dead run has left is alive for a while yet.
      await giveBack(api, system, { ...clock, now: () => clock.now() + 60_000 });
      const after = await api.get(DEPLOYMENT, key);
      expect([verb, nth, when, size(after), takenOverOf(after)]).toEqual([verb, nth, when, 1, undefined]);
      await api.remove(LEASE, key).catch(() => undefined);
      await until(isRunning);
    }
  },
  NEEDS,
);

clusterTest(
  'of two runs at once one wins, and a lease that is held can be taken from whoever holds it',
  async ({ kubeconfig }) => {
    const { api, close } = await connectTo(kubeconfig);
    onTestFinished(close);
    const { key, system } = await operatorIn(api);
    const { signal } = new AbortController();
    const runs = await Promise.allSettled([hold(api, system, 'one', 'scale-down', signal), hold(api, system, 'two', 'scale-down', signal)]);
    expect(runs.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(runs.flatMap((run) => (run.status === 'rejected' ? [run.reason as unknown] : []))).toEqual([
      expect.objectContaining({ exit: 6 }),
    ]);
    const [winner] = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
    if (winner === undefined) throw new Error('nobody won');
    const thief = await hold(api, system, 'thief', 'lease', signal);
    expect((await api.get(LEASE, key))['spec']).toMatchObject({ holderIdentity: 'thief', leaseTransitions: 1 });
    await until(async () => Promise.resolve(winner.lost.aborted));
    await winner.release();
    expect([size(await api.get(DEPLOYMENT, key)), takenOverOf(await api.get(DEPLOYMENT, key))]).toEqual([1, undefined]);
    await thief.release();
  },
  NEEDS,
);

clusterTest(
  'with --take-over the operator rests while the run lasts, and a killed run is made good by --give-back',
  async (plane) => {
    // Somebody's operator is scaled by a person: an operator itself has no right to do so.
    const { kubectl, maia, start } = reconcilePlane(plane, { asAdministrator: true });
    const { api, close } = await connectTo(plane.kubeconfig);
    onTestFinished(close);
    expect((await maia('install')).code).toBe(0);
    // It works in this namespace only: others on this server go on.
    const ns = await uniqueNamespace(api, 'over');
    await kubectl(`create deployment maia-operator -n ${ns} --image=maia-operator`);
    await kubectl(`annotate deployment maia-operator -n ${ns} aistack.dev/scope=${ns}`);
    await kubectl(`rollout status deployment/maia-operator -n ${ns}`);
    const path = '{.spec.replicas}{"/"}{.metadata.annotations.aistack\\.dev/taken-over-replicas}';
    const look = async (): Promise<string> => kubectl(`get deployment maia-operator -n ${ns} -o jsonpath=${path}`);
    const named = `deployment/maia-operator in namespace ${ns}`;
    const once = await maia(`reconcile -n ${ns} --take-over --yes --reason=debugging`);
    expect(once).toEqual({
      code: 0,
      stdout: '',
      stderr: `${named} scaled from 1 to 0 until this run ends\nNo resources found in ${ns} namespace.\n${named} given back: scaled to 1\n`,
    });
    expect(await look()).toBe('1/');
    await expect
      .poll(() => kubectl(`get events -n ${ns} -o jsonpath={.items[*].message}`))
      .toMatch(/scaled from 1 to 0 by .* \(kubectl maia reconcile\): debugging/);
    const loop = start(`reconcile -n ${ns} --watch --take-over --yes`);
    await loop.until(READY_LINE);
    expect(await look()).toBe('0/1');
    expect(await maia(`reconcile -n ${ns} --give-back`)).toMatchObject({ code: 6, stdout: '' });
    await kubectl(`scale deployment maia-operator -n ${ns} --replicas=2`);
    const stopped = await loop.done;
    expect(stopped.code).toBe(6);
    expect(stopped.stderr).toMatch(
      /error: stopped: deployment\/maia-operator .* was scaled up to 2 .*\ncause: (kubectl.* set its replicas|somebody keeps it running)\nfix: /,
    );
    expect(await look()).toBe('2/');
    const killed = start(`reconcile -n ${ns} --watch --take-over --yes`);
    await killed.until(READY_LINE);
    killed.signal('SIGKILL');
    await killed.done;
    expect(await look()).toBe('0/2');
    // As if it had been a while ago.
    const long = { spec: { renewTime: '2026-01-01T00:00:00.000000Z' } };
    await kubectl(`patch lease maia-operator.cuemby.com -n ${ns} --type=merge -p ${JSON.stringify(long)}`);
    expect((await maia(`reconcile -n ${ns}`)).stderr).toMatch(
      /warning: deployment\/maia-operator .* was scaled to 0 by .*: .* --give-back\n/,
    );
    expect(await maia(`reconcile -n ${ns} --give-back`)).toEqual({ code: 0, stdout: `${named} given back: scaled to 2\n`, stderr: '' });
    await kubectl(`delete deployment maia-operator -n ${ns}`);
  },
  NEEDS,
);
