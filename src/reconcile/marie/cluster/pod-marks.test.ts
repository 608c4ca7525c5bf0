import { expect, test } from 'vitest';
import { POD } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { conditionOf, failedStep, planned, podsOf, running, sizeOf, type ClusterPlan } from '../../../../test/support/marie-cluster.ts';
import { clusterSpec, marieClusterPrimary } from '../../../../test/support/marie-clusters.ts';
import { keepPod } from './keep-pod.ts';
import { DELETION_COST, FIRST_TO_GO, markPods, type MarkedPod } from './pod-marks.ts';

const POOL = { groupName: 'ner', replicas: 3 };

/** A group of three pods of which the named ones are marked already, and what is planned for another spec of it. */
async function shrink(group: object, marked: readonly string[] = [], failures: Parameters<typeof planned>[1] = {}): Promise<ClusterPlan> {
  const { children, plan } = await running(clusterSpec([POOL]));
  const derived = podsOf(plan).map((pod): KubeObject => {
    const cost = { [DELETION_COST]: FIRST_TO_GO };
    return marked.includes(pod.metadata.name) ? { ...pod, metadata: { ...pod.metadata, annotations: cost } } : pod;
  });
  return planned(marieClusterPrimary(clusterSpec([{ ...POOL, ...group }]), { status: plan.status }), { children, derived, ...failures });
}

function marksIn({ steps }: ClusterPlan): unknown {
  const [effect] = steps.flatMap((step) => (step.do === 'effect' ? [step.effect] : []));
  const { mark = [], unmark = [] } = (effect?.input ?? {}) as { mark?: readonly MarkedPod[]; unmark?: readonly MarkedPod[] };
  return [effect?.about, mark.map(({ name }) => name), unmark.map(({ name }) => name)];
}

const first = (...names: readonly string[]): object => ({ scaleStrategy: { workersToDelete: names } });

test('a group does not shrink before the pods that are to go first say so', async () => {
  const going = ['docs-executor-ner-0', 'docs-executor-ner-1'];
  const group = { replicas: 1, ...first(...going) };
  const before = await shrink(group);
  expect([sizeOf(before, 'ner'), marksIn(before)]).toEqual([3, ['ner', going, []]]);
  const half = await shrink(group, [going[0] ?? '']);
  expect([sizeOf(half, 'ner'), marksIn(half)]).toEqual([3, ['ner', [going[1]], []]]);
  const after = await shrink(group, going);
  expect([sizeOf(after, 'ner'), marksIn(after)]).toEqual([1, [undefined, [], []]]);
});

test.each([
  ['names of pods that are gone', { replicas: 1, ...first('docs-executor-ner-x') }, 1, [undefined, [], []]],
  [
    'a group that grows, whose pods are marked all the same',
    { replicas: 4, ...first('docs-executor-ner-0') },
    4,
    ['ner', ['docs-executor-ner-0'], []],
  ],
  ['a group that goes to sleep: all go', { replicas: 0, ...first('docs-executor-ner-0') }, 0, ['ner', ['docs-executor-ner-0'], []]],
])('%s: nothing is waited for', async (_what, group, size, marks) => {
  const plan = await shrink(group);
  expect([sizeOf(plan, 'ner'), marksIn(plan)]).toEqual([size, marks]);
});

test('a pod that is no longer named loses its mark, and a cost of somebody else is left alone', async () => {
  expect(marksIn(await shrink({}, ['docs-executor-ner-2']))).toEqual(['ner', [], ['docs-executor-ner-2']]);
  const { children, plan } = await running(clusterSpec([POOL]));
  const derived = podsOf(plan).map((pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: { [DELETION_COST]: '5' } } }));
  expect(marksIn(await planned(marieClusterPrimary(clusterSpec([POOL]), { status: plan.status }), { children, derived }))).toEqual([
    undefined,
    [],
    [],
  ]);
});

test('where pods may not be marked the group stays as it is, and it is told why', async () => {
  const failures = [failedStep('', '', { step: 'effect', subject: 'mark-pods ner', message: 'you may not patch pods' })];
  const plan = await shrink({ replicas: 1, ...first('docs-executor-ner-0') }, [], { failures });
  expect([sizeOf(plan, 'ner'), plan.status.phase, conditionOf(plan, 'Ready')]).toEqual([3, 'Running', 'False/Forbidden']);
  expect(plan.blocked).toEqual({
    kind: 'stuck',
    reason: 'Forbidden',
    message: 'pods of group ner that are to go first could not be marked, so it does not shrink: you may not patch pods',
  });
});

test('the cache keeps the cost of a pod, and no other annotation', () => {
  const metadata = { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '', annotations: { [DELETION_COST]: '5', other: 'x' } };
  expect(keepPod({ apiVersion: 'v1', kind: POD.kind, metadata }).metadata.annotations).toEqual({ [DELETION_COST]: '5' });
});

test('the handler changes every pod that is still there, and tells those that it marked', async () => {
  const calls: unknown[] = [];
  const pod = (name: string): MarkedPod => ({ namespace: 'apps', name, uid: `uid-${name}` });
  const handler = markPods({
    annotatePod: async ({ name }, annotations) => {
      calls.push([name, annotations[DELETION_COST]]);
      return Promise.resolve(name !== 'gone');
    },
  });
  const input = { group: 'ner', mark: [pod('a'), pod('gone')], unmark: [pod('b')] };
  const context = { signal: new AbortController().signal } as Parameters<typeof handler.run>[1];
  const { events, stores } = await handler.run(input as unknown as Parameters<typeof handler.run>[0], context);
  expect(calls).toEqual([
    ['a', FIRST_TO_GO],
    ['gone', FIRST_TO_GO],
    ['b', null],
  ]);
  expect([stores, events]).toEqual([[], [{ type: 'Normal', reason: 'PodsMarked', message: 'first to go when group ner shrinks: a' }]]);
});
