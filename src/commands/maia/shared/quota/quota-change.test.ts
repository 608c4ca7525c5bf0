import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { parseQuotas } from './parse-quotas.ts';
import { quotaChange } from './quota-change.ts';

function tenant(spec: Readonly<Record<string, unknown>>): KubeObject {
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaTenant',
    metadata: { name: 'acme', namespace: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec,
  };
}

function patch(live: KubeObject, texts: readonly string[], abovePlan = false): unknown {
  return quotaChange({ settings: parseQuotas(texts), abovePlan, takeOver: false, now: 0 }).decide(live);
}

test('the first own limit leaves the others as the plan has them', () => {
  expect(patch(tenant({ plan: 'free' }), ['memories=500'])).toEqual({ spec: { quotas: { maxMemories: 500, maxNamespaces: 5 } } });
  expect(patch(tenant({ plan: 'starter' }), ['namespaces=7'])).toEqual({ spec: { quotas: { maxNamespaces: 7 } } });
});

test('what is so already needs no write', () => {
  expect(patch(tenant({ plan: 'free' }), ['memories=default'])).toBeUndefined();
  const live = tenant({ plan: 'free', quotas: { maxMemories: 500, maxNamespaces: 10 } });
  expect(patch(live, ['memories=500', 'namespaces=10'])).toBeUndefined();
  expect(patch(live, ['namespaces=default'])).toBeUndefined();
});

test('limits are taken away one by one, and the last one with the block', () => {
  const live = tenant({ plan: 'free', quotas: { maxMemories: 500, maxNamespaces: 5 } });
  expect(patch(live, ['memories=default'])).toEqual({ spec: { quotas: { maxMemories: null } } });
  expect(patch(live, ['memories=default', 'namespaces=default'])).toEqual({ spec: { quotas: null } });
});

test.each([
  ['free', 'memories=1001'],
  ['free', 'memories=unlimited'],
  ['free', 'storage=101Mi'],
  ['starter', 'rpd=100001'],
  ['professional', 'namespaces=51'],
  ['enterprise', 'rpm=0'],
])('plan %s does not allow %s, but for --force', (plan, text) => {
  expect(() => patch(tenant({ plan }), [text])).toThrow(
    expect.objectContaining({ exit: 2, message: expect.stringContaining(`more than plan ${plan} allows`) as string }) as Error,
  );
  expect(patch(tenant({ plan }), [text], true)).toMatchObject({ spec: { quotas: {} } });
});

test.each([
  ['free', 'memories=1000'],
  ['enterprise', 'memories=unlimited'],
  ['enterprise', 'storage=900Ti'],
])('plan %s allows %s', (plan, text) => {
  expect(patch(tenant({ plan }), [text])).toMatchObject({ spec: { quotas: {} } });
});

test('0 is named in the refusal', () => {
  expect(() => patch(tenant({ plan: 'free' }), ['storage=0'])).toThrow(
    expect.objectContaining({ why: 'maxStorageBytes=unlimited, and the plan allows 100Mi' }) as Error,
  );
});
