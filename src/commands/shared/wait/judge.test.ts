import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { judge } from './judge.ts';
import type { WaitCondition } from './wait-condition.ts';

interface Shape {
  readonly generation?: number;
  readonly version?: string;
  readonly deleting?: true;
  readonly finalizers?: readonly string[];
  readonly status?: unknown;
}

function object({ generation = 2, version = '20', deleting, finalizers, status }: Shape = {}): KubeObject {
  return {
    apiVersion: 'test.aistack.dev/v1',
    kind: 'Widget',
    metadata: {
      name: 'a',
      namespace: 'x',
      uid: 'u',
      resourceVersion: version,
      generation,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(deleting && { deletionTimestamp: '2026-01-01T00:00:01Z' }),
      ...(finalizers && { finalizers }),
    },
    ...(status !== undefined && { status }),
  };
}

function condition(type: string, status: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { type, status, ...more };
}

const READY: WaitCondition = { is: 'ready' };
const SURE = { is: 'met', isSure: true };
const UNSURE = { is: 'met', isSure: false };

describe('ready', () => {
  test.each([
    ['the condition Ready', { observedGeneration: 2, conditions: [condition('Ready', 'True')] }, SURE],
    ['a phase in which it runs, where there is no such condition', { observedGeneration: 2, phase: 'Running' }, SURE],
    ['nothing that says which spec was seen', { phase: 'Ready' }, UNSURE],
    ['a generation 0, which a schema fills in', { observedGeneration: 0, phase: 'Ready' }, UNSURE],
    [
      'an older generation',
      { observedGeneration: 1, phase: 'Running' },
      { is: 'waits', why: 'its status is of generation 1, and its spec is at 2' },
    ],
    [
      'an older generation that failed',
      { observedGeneration: 1, phase: 'Failed' },
      { is: 'waits', why: 'its status is of generation 1, and its spec is at 2' },
    ],
    [
      'a phase on the way',
      { observedGeneration: 2, phase: 'Updating', message: '1 of 3' },
      { is: 'waits', why: 'its phase is Updating: 1 of 3' },
    ],
    [
      'the condition before the phase',
      { observedGeneration: 2, phase: 'Running', conditions: [condition('Ready', 'False', { reason: 'NoPods', message: '0 of 1' })] },
      { is: 'waits', why: 'Ready is False (NoPods): 0 of 1' },
    ],
    ['no status', undefined, { is: 'waits', why: 'it has no status yet' }],
    ['conditions of no use', { observedGeneration: 2, conditions: 'none' }, { is: 'waits', why: 'it has no status yet' }],
    [
      'a phase that ends badly',
      { observedGeneration: 2, phase: 'Failed', message: 'no image' },
      { is: 'failed', why: 'its phase is Failed: no image' },
    ],
    [
      'a phase that ends badly, with a condition',
      { observedGeneration: 2, phase: 'Error', conditions: [condition('Ready', 'False', { reason: 'Pull', message: 'no image' })] },
      { is: 'failed', why: 'its phase is Error; Ready is False (Pull): no image' },
    ],
    [
      'Failed=True',
      { observedGeneration: 2, conditions: [condition('Failed', 'True', { message: 'gave up' })] },
      { is: 'failed', why: 'Failed is True: gave up' },
    ],
    [
      'Failed=False',
      { observedGeneration: 2, phase: 'Pending', conditions: [condition('Failed', 'False')] },
      { is: 'waits', why: 'its phase is Pending' },
    ],
    [
      'Stalled=True',
      { observedGeneration: 2, conditions: [condition('Stalled', 'True', { reason: 'Quota' })] },
      { is: 'failed', why: 'Stalled is True (Quota)' },
    ],
  ])('%s', (_name, status, expected) => {
    expect(judge(object({ status }), READY)).toEqual(expected);
  });

  test('an object that is being deleted is not ready, whatever its status says', () => {
    expect(judge(object({ deleting: true, status: { observedGeneration: 2, phase: 'Running' } }), READY)).toEqual({
      is: 'waits',
      why: 'it is being deleted',
    });
  });
});

describe('after our own write', () => {
  const wrote = object({ generation: 3, version: '30' });

  test.each([
    [
      'generation',
      { generation: 3, version: '31', status: { observedGeneration: 2, phase: 'Running' } },
      { is: 'waits', why: 'its status is of generation 2, and its spec is at 3' },
    ],
    [
      'a version from before it',
      { generation: 2, version: '29', status: { observedGeneration: 2, phase: 'Running' } },
      { is: 'waits', why: 'its status is of generation 2, and its spec is at 3' },
    ],
    [
      'no generation, same version',
      { generation: 3, version: '30', status: { phase: 'Running' } },
      { is: 'waits', why: 'nothing has happened since it was written' },
    ],
    ['no generation, newer version', { generation: 3, version: '31', status: { phase: 'Running' } }, UNSURE],
    [
      'an old failure that nobody has looked at again',
      { generation: 3, version: '30', status: { observedGeneration: 3, phase: 'Failed' } },
      { is: 'waits', why: 'its phase is Failed' },
    ],
    [
      'a new failure',
      { generation: 3, version: '31', status: { observedGeneration: 3, phase: 'Failed' } },
      { is: 'failed', why: 'its phase is Failed' },
    ],
    ['a version with more digits', { generation: 3, version: '100', status: { phase: 'Running' } }, UNSURE],
  ])('%s', (_name, shape, expected) => {
    expect(judge(object(shape), READY, wrote)).toEqual(expected);
  });
});

describe('other conditions', () => {
  const at = (status: Readonly<Record<string, unknown>>): KubeObject => object({ status: { observedGeneration: 2, ...status } });

  test.each<[string, WaitCondition, KubeObject, unknown]>([
    ['suspended', { is: 'suspended' }, at({ phase: 'Suspended' }), SURE],
    ['suspended by a condition', { is: 'suspended' }, at({ conditions: [condition('Suspended', 'True')] }), SURE],
    [
      'still running',
      { is: 'suspended' },
      at({ phase: 'Running', conditions: [condition('Ready', 'True')] }),
      { is: 'waits', why: 'its phase is Running' },
    ],
    ['succeeded', { is: 'succeeded' }, at({ phase: 'Succeeded' }), SURE],
    ['complete', { is: 'succeeded' }, at({ conditions: [condition('Complete', 'True')] }), SURE],
    ['cancelled', { is: 'succeeded' }, at({ phase: 'Cancelled' }), { is: 'failed', why: 'its phase is Cancelled' }],
    ['running is not done', { is: 'succeeded' }, at({ phase: 'Running' }), { is: 'waits', why: 'its phase is Running' }],
    [
      'a condition, without regard to case',
      { is: 'condition', type: 'ready', status: 'true' },
      at({ conditions: [condition('Ready', 'True')] }),
      SURE,
    ],
    [
      'a condition that is otherwise',
      { is: 'condition', type: 'Ready', status: 'False' },
      at({ conditions: [condition('Ready', 'True')] }),
      { is: 'waits', why: 'Ready is True' },
    ],
    [
      'a condition that is not there',
      { is: 'condition', type: 'Synced', status: 'True' },
      at({ conditions: [condition('Ready', 'True')] }),
      { is: 'waits', why: 'it has no condition Synced' },
    ],
    [
      'a condition of an older generation',
      { is: 'condition', type: 'Ready', status: 'True' },
      at({ conditions: [condition('Ready', 'True', { observedGeneration: 1 })] }),
      { is: 'waits', why: 'its condition Ready is of an older generation' },
    ],
    [
      'Failed itself may be waited for',
      { is: 'condition', type: 'Failed', status: 'True' },
      at({ conditions: [condition('Failed', 'True')] }),
      SURE,
    ],
    ['a path in the status', { is: 'jsonpath', path: '{.status.phase}', value: 'Failed' }, at({ phase: 'Failed' }), SURE],
    ['a path that has something', { is: 'jsonpath', path: '{.status.endpoint}' }, at({ endpoint: 'x' }), SURE],
    [
      'a path that has nothing',
      { is: 'jsonpath', path: '{.status.endpoint}' },
      at({}),
      { is: 'waits', why: 'it has no {.status.endpoint}' },
    ],
    [
      'a path with something else',
      { is: 'jsonpath', path: '{.status.phase}', value: 'Running' },
      at({ phase: 'Pending' }),
      { is: 'waits', why: '{.status.phase} is Pending' },
    ],
    ['a number', { is: 'jsonpath', path: '{.status.replicas}', value: '3' }, at({ replicas: 3 }), SURE],
    [
      'an index that does not fit yet',
      { is: 'jsonpath', path: '{.status.conditions[0].type}' },
      at({}),
      { is: 'waits', why: 'it has no {.status.conditions[0].type}' },
    ],
    [
      'a failure ends the wait for a path too',
      { is: 'jsonpath', path: '{.status.phase}', value: 'Running' },
      at({ phase: 'Failed' }),
      { is: 'failed', why: 'its phase is Failed' },
    ],
  ])('%s', (_name, wanted, seen, expected) => {
    expect(judge(seen, wanted)).toEqual(expected);
  });

  test('a path outside the status does not ask what the operator has seen', () => {
    const seen = object({ status: { observedGeneration: 1, phase: 'Failed' } });
    expect(judge(seen, { is: 'jsonpath', path: '{.metadata.name}', value: 'a' })).toEqual(SURE);
    expect(judge(seen, { is: 'jsonpath', path: '{.metadata.name}', value: 'b' })).toEqual({ is: 'waits', why: '{.metadata.name} is a' });
    expect(judge(seen, { is: 'jsonpath', path: '{.status.phase}', value: 'Failed' }).is).toBe('waits');
    expect(judge(seen, { is: 'jsonpath', path: 'status.phase', value: 'Failed' }).is).toBe('waits');
  });

  test('deleted: says what it waits for', () => {
    expect(judge(object({ status: { phase: 'Failed' } }), { is: 'deleted' })).toEqual({ is: 'waits', why: 'it is still there' });
    expect(judge(object({ deleting: true, finalizers: ['a/b', 'c'] }), { is: 'deleted' })).toEqual({
      is: 'waits',
      why: 'it is being deleted and waits for a/b, c',
    });
  });
});
