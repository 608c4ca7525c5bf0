import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LiveRow } from '../../../ui/live-source.ts';
import { changeJson, changeLine, isNews } from './change-lines.ts';
import { isGood } from './good-condition.ts';
import { momentsBetween, momentsOfEvents } from './live-moments.ts';
import { operatorRow } from './live-operators.ts';
import { writerOf } from './writer-of.ts';

const NOW = Date.UTC(2026, 10, 20, 14, 2, 11);

const ROW: LiveRow = {
  id: 'u1',
  system: 'abi',
  kind: 'AbiInstance',
  target: 'abiinstance/vision',
  namespace: 'ml',
  name: 'vision',
  phase: 'Failed',
  health: 'failed',
  ready: '0/2',
  reason: 'ProgressDeadlineExceeded',
  message: '0/3 nodes have "nvidia.com/gpu"',
  createdAt: NOW - 60_000,
  sinceAt: NOW - 1_000,
};
const BEFORE: LiveRow = { ...ROW, phase: 'Pending', health: 'pending' };

function object(kind: string, name: string, uid: string, rest: object = {}, owner?: string): KubeObject {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion: 'x', kind: 'X', name: owner, uid: owner, controller: true }];
  return {
    apiVersion: 'x/v1',
    kind,
    metadata: { name, uid, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ownerReferences },
    ...rest,
  };
}

test.each([
  [
    'a change',
    BEFORE,
    ROW,
    false,
    'ml AbiInstance/vision Pending->Failed 0/2 ProgressDeadlineExceeded "0/3 nodes have \\"nvidia.com/gpu\\""',
  ],
  [
    'what was there',
    undefined,
    ROW,
    true,
    'ml AbiInstance/vision Failed 0/2 ProgressDeadlineExceeded "0/3 nodes have \\"nvidia.com/gpu\\""',
  ],
  ['a new one', undefined, { ...ROW, phase: '', ready: '', reason: '', message: '' }, false, 'ml AbiInstance/vision none->Unknown'],
  ['one that went', ROW, undefined, false, 'ml AbiInstance/vision Failed->gone'],
])('%s as a line', (_name, before, after, first, expected) => {
  expect(changeLine(before, after, first, NOW)).toBe(`2026-11-20T14:02:11Z ${expected}\n`);
});

test('a cluster-scoped object has - in place of its namespace', () => {
  const { namespace: _, ...wide } = ROW;
  expect(changeLine(undefined, wide, true, NOW)).toMatch(/^\S+ - AbiInstance\/vision Failed /);
});

test('a change as JSON', () => {
  expect(JSON.parse(changeJson(BEFORE, ROW, 'abi.io', NOW))).toMatchObject({
    apiVersion: 'cli.abi.io/v1',
    kind: 'LiveChange',
    time: '2026-11-20T14:02:11Z',
    type: 'MODIFIED',
    before: { phase: 'Pending', health: 'pending' },
    object: { kind: 'AbiInstance', namespace: 'ml', name: 'vision', phase: 'Failed', ready: '0/2' },
  });
  expect(JSON.parse(changeJson(ROW, undefined, 'abi.io', NOW))).toMatchObject({ type: 'DELETED' });
});

test('only what is shown makes a line', () => {
  expect([isNews(ROW, { ...ROW, sinceAt: 7 }), isNews(ROW, { ...ROW, reason: 'x' }), isNews(ROW, { ...ROW, id: 'u2' })]).toEqual([
    false,
    true,
    true,
  ]);
});

test.each([
  [{ type: 'Ready', status: 'True', reason: 'x' }, true],
  [{ type: 'Ready', status: 'Unknown', reason: 'x' }, false],
  [{ type: 'Degraded', status: 'False', reason: 'x' }, true],
  [{ type: 'Degraded', status: 'True', reason: 'x' }, false],
  [{ type: 'Progressing', status: 'False', reason: 'RolloutComplete' }, true],
  [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }, false],
] as const)('%j: good is %s', (condition, expected) => {
  expect(isGood(condition)).toBe(expected);
});

test('what happened between two versions: spec without its texts, conditions, deletion', () => {
  const condition = (status: string, reason: string): object => ({ type: 'Ready', status, reason, message: '', lastTransitionTime: '' });
  const at = (generation: number, spec: object, conditions: readonly object[]): KubeObject => {
    const made = object('AbiInstance', 'vision', 'u1', { spec, status: { conditions } });
    return { ...made, metadata: { ...made.metadata, generation } };
  };
  const before = at(6, { gpu: { count: 1 }, env: 'hunter1' }, [condition('True', 'Up')]);
  const after = at(7, { gpu: { count: 2 }, env: 'hunter2' }, [condition('False', 'Down')]);
  const moments = momentsBetween(ROW, before, after, NOW, 'kubectl-edit');
  expect(moments.map(({ what, bad, text }) => [what, bad, text])).toEqual([
    ['spec', false, 'gen 6→7 spec.env changed and 1 more by kubectl-edit'],
    ['condition', true, 'Ready True→False Down'],
  ]);
  const scaled = momentsBetween(ROW, before, at(7, { gpu: { count: 2 }, env: 'hunter1' }, [condition('True', 'Up')]), NOW);
  expect(scaled.map(({ text }) => text)).toEqual(['gen 6→7 spec.gpu.count 1→2']);
  expect(momentsBetween(ROW, before, before, NOW)).toEqual([]);
  expect([momentsBetween(ROW, undefined, before, NOW)[0]?.what, momentsBetween(ROW, before, undefined, NOW)[0]?.what]).toEqual([
    'made',
    'gone',
  ]);
});

test('an event of a child names it, and its key does not change with its count', () => {
  const event = {
    type: 'Warning',
    reason: 'FailedScheduling',
    message: 'no node',
    source: 's',
    first: '2026-01-01T00:00:00Z',
    last: '2026-01-01T00:01:00Z',
  };
  const pod = { kind: 'Pod', name: 'vision-0', uid: 'p' };
  const [one] = momentsOfEvents(ROW, [{ ...event, object: pod, count: 27 }]);
  const [again] = momentsOfEvents(ROW, [{ ...event, object: pod, count: 28, last: '2026-01-01T00:02:00Z' }]);
  expect([one?.text, one?.bad]).toEqual(['FailedScheduling ×27 pod/vision-0: no node', true]);
  expect(again?.key).toBe(one?.key);
  expect(momentsOfEvents(ROW, [{ ...event, object: { kind: 'AbiInstance', name: 'vision', uid: 'u1' }, count: 1 }])[0]?.text).toBe(
    'FailedScheduling: no node',
  );
});

const SYSTEM = { id: 'abi', title: 'ABI' } as const;
const DEPLOYED = object('Deployment', 'abi-operator', 'd', { spec: { replicas: 1 }, status: { readyReplicas: 1 } });
const holder = (identity: string): { identity: string; namespace: string; name: string; scope: string; ageMs: number } => ({
  identity,
  namespace: 'abi-system',
  name: 'l',
  scope: '*',
  ageMs: 1,
});

test.each([
  ['a loop of this machine', { holders: [holder('box_12_ab')] }, 'here', 'local (you)'],
  ['a loop of a machine with a longer name', { holders: [holder('box_2_12_ab')], deployments: [] }, 'here', 'local (you)'],
  ['a loop elsewhere', { holders: [holder('boxes_12_ab')] }, 'elsewhere', 'boxes_12_ab'],
  [
    'a Deployment',
    { ready: [DEPLOYED], deployments: [DEPLOYED], holders: [holder('abi-operator-6f_1')] },
    'in-cluster',
    'abi-operator 1/1',
  ],
  ['a Deployment that is down', { ready: [], deployments: [object('Deployment', 'op', 'd')] }, 'nobody', 'op 0/1'],
  ['nothing', { ready: [], deployments: [], leases: [], holders: [] }, 'nobody', 'none'],
  ['what may not be read', { hidden: 'leases' as const }, 'unknown', 'may not read leases'],
])('%s works', (_name, found, runs, label) => {
  const hostname = _name.includes('longer') ? 'box_2' : 'box';
  expect(operatorRow(SYSTEM, found, hostname)).toMatchObject({ runs, label });
});

test('who wrote last is the newest manager of anything but the status', () => {
  const managedFields = [
    { manager: 'kubectl', time: '2026-01-01T00:00:00Z' },
    { manager: 'helm', time: '2026-01-03T00:00:00Z' },
    { manager: 'abi-operator', time: '2026-01-09T00:00:00Z', subresource: 'status' },
  ];
  const made = object('AbiInstance', 'vision', 'u1');
  expect(writerOf({ ...made, metadata: { ...made.metadata, managedFields } as KubeObject['metadata'] })).toBe('helm');
  expect(writerOf(made)).toBeUndefined();
});
