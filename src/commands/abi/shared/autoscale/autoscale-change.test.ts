import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { autoscaleChange, type AutoscaleRequest } from './autoscale-change.ts';
import { refuseScale } from './refuse-scale.ts';
import { replicaOwner } from './replica-owner.ts';

const metadata = { name: 'brain', namespace: 'apps', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function instance(spec: object): KubeObject {
  return { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata, spec, status: { replicas: 7 } };
}

function hpa(name: string, kind: string, owner?: string): KubeObject {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion: 'abi.io/v1', kind: 'AbiInstance', name: 'brain', uid: owner }];
  const spec = { scaleTargetRef: { kind, name: 'brain' }, maxReplicas: 4 };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { ...metadata, name, ownerReferences }, spec };
}

const NOTHING: AutoscaleRequest = { min: undefined, max: undefined, cpu: undefined, off: false, force: false, now: 0, autoscalers: [] };
const decide = (spec: object, more: Partial<AutoscaleRequest>): unknown => autoscaleChange({ ...NOTHING, ...more }).decide(instance(spec));
const scaled = (more: object = {}): object => ({
  autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 5, targetCPUUtilization: 70, ...more },
});

test('only what differs is patched; what is not named stays', () => {
  expect(decide({}, { max: 4 })).toEqual({
    spec: { autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 4, targetCPUUtilization: 80 } },
  });
  expect(decide(scaled(), { max: 6 })).toEqual({ spec: { autoscaling: { maxReplicas: 6 } } });
  expect(decide(scaled(), { min: 2, cpu: 70 })).toBeUndefined();
  expect(decide(scaled({ enabled: false }), { min: 2 })).toEqual({ spec: { autoscaling: { enabled: true } } });
  expect(decide(scaled(), { off: true })).toEqual({ spec: { autoscaling: { enabled: false } } });
  expect(decide({}, { off: true })).toBeUndefined();
});

test('bounds that cross are told with the flag that mends them', () => {
  expect(() => decide(scaled(), { min: 6 })).toThrow(expect.objectContaining({ exit: 2, fix: 'give --max 6 or more too' }) as Error);
  expect(() => decide(scaled(), { max: 1 })).toThrow(expect.objectContaining({ exit: 2, fix: 'give --min 1 or less too' }) as Error);
});

test('beside an autoscaler of somebody else none is made, unless forced; the own one is no obstacle', () => {
  const autoscalers = [hpa('mine', 'AbiInstance')];
  expect(() => decide({}, { max: 4, autoscalers })).toThrow(expect.objectContaining({ exit: 6 }) as Error);
  expect(decide({}, { max: 4, autoscalers, force: true })).toBeDefined();
  expect(decide(scaled(), { max: 6, autoscalers: [hpa('brain', 'Deployment', 'u')] })).toBeDefined();
  expect(() => decide(scaled(), { max: 6, autoscalers: [hpa('brain', 'Deployment', 'another')] })).toThrow(
    expect.objectContaining({ exit: 6 }) as Error,
  );
});

test('who takes the autoscaler away is told what becomes of the pods', () => {
  const change = autoscaleChange({ ...NOTHING, off: true });
  const notes = change.notes(instance({ ...scaled(), replicas: 3 }), instance({ replicas: 3 }));
  expect(notes).toEqual(['spec.replicas (3) says how many pods there are', 'the autoscaler has left 7 pods: they become 3']);
});

test('who owns the number of pods', () => {
  const owner = (spec: object, ...autoscalers: readonly KubeObject[]): string => replicaOwner(instance(spec), autoscalers).is;
  expect(owner({})).toBe('spec');
  expect(owner(scaled())).toBe('autoscaler');
  expect(owner({ ...scaled(), replicas: 0 })).toBe('paused');
  expect(owner({}, hpa('mine', 'Deployment'))).toBe('otherAutoscaler');
  expect(owner({}, hpa('mine', 'CronJob'))).toBe('spec');
  expect(owner({ replicas: 0 }, hpa('mine', 'AbiInstance'))).toBe('paused');
});

test('another number is refused where an autoscaler owns it, the same and zero are not', () => {
  const refuse =
    (replicas: number, spec: object): (() => void) =>
    () => {
      refuseScale(instance(spec), [], replicas, 'kubectl abi');
    };
  expect(refuse(3, scaled())).toThrow(expect.objectContaining({ exit: 6 }) as Error);
  expect(refuse(1, scaled())).not.toThrow();
  expect(refuse(0, scaled())).not.toThrow();
  expect(refuse(3, { ...scaled(), replicas: 0 })).not.toThrow();
  expect(refuse(3, {})).not.toThrow();
});
