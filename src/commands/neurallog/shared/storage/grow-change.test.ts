import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { growChange } from './grow-change.ts';

function tenant(storage?: string, managedFields: readonly unknown[] = []): KubeObject {
  const metadata = { name: 'acme', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', managedFields };
  return { apiVersion: 'neurallog.io/v1', kind: 'Tenant', metadata, spec: storage === undefined ? {} : { redis: { storage } } };
}

function grow(live: KubeObject, size: string, claimed: readonly string[] = [], force = false): unknown {
  return growChange({ size, claimed, force, now: 0 }).decide(live);
}

const refusal = (exit: number, message: string): Error =>
  expect.objectContaining({ exit, message: expect.stringContaining(message) as string }) as Error;

test('more is set, the same is left alone however it is written, less is refused', () => {
  expect(grow(tenant('5Gi'), '8Gi')).toEqual({ spec: { redis: { storage: '8Gi' } } });
  expect(grow(tenant('5Gi'), '5120Mi')).toBeUndefined();
  expect(() => grow(tenant('5Gi'), '5G')).toThrow(refusal(2, 'it has 5Gi'));
});

test('a spec without a size has the default', () => {
  expect(grow(tenant(), '2Gi')).toEqual({ spec: { redis: { storage: '2Gi' } } });
  expect(grow(tenant(), '1Gi')).toBeUndefined();
  expect(() => grow(tenant(), '500Mi')).toThrow(refusal(2, 'it has 1Gi'));
});

test('a volume that was made larger by hand does not shrink either', () => {
  expect(() => grow(tenant('5Gi'), '8Gi', ['5Gi', '10Gi'])).toThrow(refusal(2, 'one of its volumes has 10Gi'));
});

test('a controller that owns the field would change it back', () => {
  const manager = { manager: 'argocd', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:redis': { 'f:storage': {} } } } };
  expect(() => grow(tenant('5Gi', [manager]), '8Gi')).toThrow(refusal(6, 'managed by "argocd"'));
  expect(grow(tenant('5Gi', [manager]), '8Gi', [], true)).toBeDefined();
});
