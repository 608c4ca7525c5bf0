import { expect, onTestFinished, test } from 'vitest';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { LeaseGuard } from '../../../reconcile/engine/lease-guard.ts';
import { TAKEN_OVER_AT, TAKEN_OVER_BY, TAKEN_OVER_REASON, TAKEN_OVER_REPLICAS } from '../../../reconcile/engine/taken-over.ts';
import { takeOverScene, type TakeOverScene } from '../../../../test/support/take-over-scene.ts';
import { holdLeases, type TakeOverTerms } from '../hold-leases.ts';
import { giveBackAll } from './give-back-all.ts';
import { replicasOf } from './deployment-facts.ts';

const OURS = [TAKEN_OVER_REPLICAS, TAKEN_OVER_BY, TAKEN_OVER_AT, TAKEN_OVER_REASON];

interface Begun {
  readonly namespaces?: readonly string[];
  readonly api?: KubeApi;
  readonly terms?: Partial<TakeOverTerms>;
  readonly signal?: AbortSignal;
}

/** Begins a run that takes over, and lets the clock go on until it is decided. */
async function begin(scene: TakeOverScene, identity: string, { api, namespaces, signal, terms }: Begun = {}): Promise<LeaseGuard> {
  const { log, session } = scene.taker(identity, api);
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const running = holdLeases({
    session: session as Parameters<typeof holdLeases>[0]['session'],
    clock: scene.clock,
    log,
    systems: [scene.system],
    bin: 'kubectl maia',
    identity,
    namespaces,
    leaseNamespace: undefined,
    spanning: [],
    signal: signal ?? over.signal,
    takeOver: {
      mode: 'scale-down',
      reason: undefined,
      confirm: () => Promise.resolve(),
      tell: (line) => void scene.told.push(line.trimEnd()),
      ...terms,
    },
  });
  return await settle(scene, running);
}

async function settle<T>(scene: TakeOverScene, running: Promise<T>): Promise<T> {
  const state = { isSettled: false };
  const done = (): void => void Object.assign(state, { isSettled: true });
  running.then(done, done);
  for (let second = 0; second < 200 && !state.isSettled; second += 1) await scene.clock.advanceAsync(1_000);
  return running;
}

async function giveBackAs(scene: TakeOverScene, identity: string, printed: string[]): Promise<unknown> {
  const { signal } = new AbortController();
  return settle(scene, giveBackAll(scene.taker(identity), [scene.system], { signal, stdout: (text) => void printed.push(text) }));
}

function taken(scene: TakeOverScene): readonly (string | undefined)[] {
  const { annotations = {} } = scene.deployment().metadata;
  return [String(replicasOf(scene.deployment())), ...OURS.map((name) => annotations[name])];
}

function holder(scene: TakeOverScene): unknown {
  const spec = scene.lease()?.['spec'];
  return isJsonObject(spec) ? spec['holderIdentity'] : undefined;
}

const WHOLE = ['2', undefined, undefined, undefined, undefined];

test('an operator is scaled to 0, its lease taken although its pod had not given it back, and all of it given back', async () => {
  const scene = takeOverScene();
  scene.hold('maia-operator-1_5c2f');
  const asked: string[] = [];
  const terms = { reason: 'debugging', confirm: async (question: string) => void asked.push(question) };
  const guard = await begin(scene, 'me', { namespaces: ['team'], terms });
  expect(asked).toEqual([
    'MAIA: scale deployment/maia-operator in namespace maia-system from 2 to 0 while this runs; meanwhile nobody reconciles MaiaInstance, MaiaTenant outside of namespace team',
  ]);
  expect(taken(scene)).toEqual(['0', '2', 'me', '2026-01-01T00:00:00Z', 'debugging']);
  expect(scene.writes.slice(0, 2)).toEqual(['patch', 'patch scale']);
  expect([holder(scene), guard.lost.aborted, guard.covers(10_000)]).toEqual(['me', false, true]);
  await settle(scene, guard.release());
  expect(taken(scene)).toEqual(WHOLE);
  expect(holder(scene)).toBe('');
  expect(scene.told).toEqual([
    'deployment/maia-operator in namespace maia-system scaled from 2 to 0 until this run ends',
    'deployment/maia-operator in namespace maia-system given back: scaled to 2',
  ]);
  expect(scene.events).toEqual([
    'scaled from 2 to 0 by me (kubectl maia reconcile): debugging',
    'scaled to 2 by me (kubectl maia reconcile): debugging',
  ]);
});

test('a no changes nothing', async () => {
  const scene = takeOverScene();
  const confirm = async (): Promise<void> => Promise.reject(new Error('not confirmed'));
  await expect(begin(scene, 'me', { terms: { confirm } })).rejects.toThrow('not confirmed');
  expect(scene.writes).toEqual([]);
});

test('of two runs at once one wins, and the operator comes back once', async () => {
  const scene = takeOverScene();
  const runs = await Promise.allSettled([begin(scene, 'one'), begin(scene, 'two')]);
  const won = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
  const lost = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason as { exit: number; message: string }] : []));
  expect([won.length, lost.map(({ exit, message }) => `${String(exit)} ${message}`)]).toEqual([
    1,
    ['6 deployment/maia-operator in namespace maia-system is taken over by another run'],
  ]);
  expect(replicasOf(scene.deployment())).toBe(0);
  await Promise.all(won.map(async (guard) => settle(scene, guard.release())));
  expect(taken(scene)).toEqual(WHOLE);
});

test('a lease of somebody who is none of its pods is waited for, then the refusal names him and the operator is back', async () => {
  const scene = takeOverScene();
  scene.hold('laptop_1_2');
  const renew = scene.api.list;
  const list: KubeApi['list'] = async (...args) => {
    scene.hold('laptop_1_2');
    return renew(...args);
  };
  const api = { ...scene.api, list };
  await expect(begin(scene, 'me', { api })).rejects.toMatchObject({
    exit: 6,
    message: 'MAIA is already being reconciled by laptop_1_2',
    fix: expect.stringContaining('kubectl maia reconcile --take-over=lease') as string,
  });
  expect(taken(scene)).toEqual(WHOLE);
});

test('scaled up by somebody meanwhile: the run is told to stop, and his size stays', async () => {
  const scene = takeOverScene();
  const guard = await begin(scene, 'me');
  const managedFields = [{ manager: 'argocd', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
  scene.edit({ spec: { replicas: 3 }, metadata: { managedFields } });
  await scene.clock.advanceAsync(4_000);
  expect(guard.lost.aborted).toBe(true);
  expect(guard.covers(0)).toBe(false);
  expect(guard.lost.reason).toMatchObject({ exit: 6, why: 'argocd set its replicas' });
  await settle(scene, guard.release());
  expect(taken(scene)).toEqual(['3', undefined, undefined, undefined, undefined]);
});

test('given back by somebody else while it runs: it stops, and does not take it away from the next one', async () => {
  const scene = takeOverScene();
  const guard = await begin(scene, 'me');
  scene.edit({ metadata: { annotations: { [TAKEN_OVER_BY]: 'other' } } });
  await scene.clock.advanceAsync(4_000);
  expect(guard.lost.reason).toMatchObject({ exit: 6, why: 'other has taken it over' });
  await settle(scene, guard.release());
  expect(taken(scene).slice(0, 3)).toEqual(['0', '2', 'other']);
});

test('a signal during the take-over puts everything back', async () => {
  const scene = takeOverScene();
  const signal = new AbortController();
  const api: KubeApi = {
    ...scene.api,
    patch: async (...args) => {
      const answer = await scene.api.patch(...args);
      if (args[3]?.subresource === 'scale') signal.abort(new Error('stopped by SIGINT'));
      return answer;
    },
  };
  await expect(begin(scene, 'me', { api, signal: signal.signal })).rejects.toThrow('stopped by SIGINT');
  expect(taken(scene)).toEqual(WHOLE);
});

test.each(['before', 'after'] as const)('killed %s any of its writes, it is given back with as many replicas as it had', async (when) => {
  let at = 0;
  for (;;) {
    at += 1;
    const scene = takeOverScene();
    scene.hold('maia-operator-0_1');
    const { api, died } = scene.mortal(at, when);
    const run = begin(scene, 'dead', { api }).then(async (guard) => settle(scene, guard.release()));
    run.catch(() => undefined);
    for (let second = 0; second < 20 && !died(); second += 1) await scene.clock.advanceAsync(1_000);
    if (!died()) break;
    const printed: string[] = [];
    await giveBackAs(scene, 'helper', printed);
    expect([at, taken(scene)]).toEqual([at, WHOLE]);
    await giveBackAs(scene, 'helper', printed);
    expect([at, taken(scene), printed.length <= 1]).toEqual([at, WHOLE, true]);
  }
  // annotations, scale, event, lease, event, end of the lease, give-back at least
  expect(at).toBeGreaterThan(5);
});

test('what a dead run has left at 0 is taken over with the size that it recorded, once it must be dead', async () => {
  const scene = takeOverScene();
  const { api } = scene.mortal(2, 'after');
  begin(scene, 'dead', { api }).catch(() => undefined);
  await scene.clock.advanceAsync(1_000);
  expect(taken(scene).slice(0, 3)).toEqual(['0', '2', 'dead']);
  await expect(begin(scene, 'me')).rejects.toMatchObject({ exit: 6, fix: expect.stringContaining('--give-back') as string });
  await scene.clock.advanceAsync(120_000);
  const guard = await begin(scene, 'me');
  expect(taken(scene).slice(0, 3)).toEqual(['0', '2', 'me']);
  await settle(scene, guard.release());
  expect(taken(scene)).toEqual(WHOLE);
});

test('what a run that is at work has taken over is not given back', async () => {
  const scene = takeOverScene();
  const guard = await begin(scene, 'me');
  await expect(giveBackAs(scene, 'helper', [])).rejects.toMatchObject({ exit: 6, why: 'me renews its lease' });
  expect(replicasOf(scene.deployment())).toBe(0);
  await settle(scene, guard.release());
});

test('annotations that tell no size are an error with the command that helps', async () => {
  const scene = takeOverScene();
  scene.edit({ spec: { replicas: 0 }, metadata: { annotations: { [TAKEN_OVER_REPLICAS]: 'many', [TAKEN_OVER_BY]: 'dead' } } });
  await expect(giveBackAs(scene, 'helper', [])).rejects.toMatchObject({
    exit: 1,
    fix: 'kubectl scale deployment maia-operator -n maia-system --replicas=1',
  });
});

test('a live lease is taken where it is, with a higher count of transitions and the reason; its holder is named', async () => {
  const scene = takeOverScene(0);
  scene.hold('laptop_1_2');
  const asked: string[] = [];
  const confirm = async (question: string): Promise<void> => void asked.push(question);
  const guard = await begin(scene, 'me', { namespaces: ['team'], terms: { mode: 'lease', reason: 'it is stolen', confirm } });
  expect(asked).toEqual([
    'MAIA: take lease maia-system/maia-operator.cuemby.com from laptop_1_2, who renewed it 0 s ago and stops working when it sees that; meanwhile nobody reconciles MaiaInstance, MaiaTenant outside of namespace team',
  ]);
  expect(scene.lease()).toMatchObject({
    metadata: { annotations: { 'aistack.dev/scope': '*', [TAKEN_OVER_REASON]: 'it is stolen' } },
    spec: { holderIdentity: 'me', leaseTransitions: 1 },
  });
  expect(scene.events).toEqual(['taken from laptop_1_2 by me (kubectl maia reconcile): it is stolen']);
  await settle(scene, guard.release());
  expect(holder(scene)).toBe('');
});

test('the lease of an operator with ready pods is not taken alone', async () => {
  const scene = takeOverScene();
  scene.hold('maia-operator-0_1');
  await expect(begin(scene, 'me', { terms: { mode: 'lease' } })).rejects.toMatchObject({
    exit: 6,
    fix: 'kubectl maia reconcile --take-over=scale-down',
  });
  expect([replicasOf(scene.deployment()), holder(scene)]).toEqual([2, 'maia-operator-0_1']);
});

test('the operator of other namespaces stays as it is', async () => {
  const scene = takeOverScene();
  scene.edit({ metadata: { annotations: { 'aistack.dev/scope': 'elsewhere' } } });
  const guard = await begin(scene, 'me', { namespaces: ['team'] });
  expect(taken(scene)).toEqual(WHOLE);
  await settle(scene, guard.release());
});
