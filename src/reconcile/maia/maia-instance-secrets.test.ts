import { expect, test } from 'vitest';
import { applied, appliedAs, conditionOf, planned, settled, type InstancePlan } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';

const KEYED = { security: { apiKeySecretRef: { name: 'admin' } } };
const SECRETS = { 'apps/admin': { 'api-key': 'made-up' } };

function checksumOfKey(plan: InstancePlan): unknown {
  const deployment = appliedAs(plan, DEPLOYMENT, 'notes');
  return JSON.stringify(deployment?.['spec']).match(/"maia.cuemby.com\/checksum-api-key":"(\w+)"/)?.[1];
}

test('a missing Secret is told at once, and the objects are made nevertheless', async () => {
  const primary = maiaInstancePrimary(KEYED);
  const plan = await planned(primary, {});
  const message = 'Secret/apps/admin (spec.security.apiKeySecretRef) does not exist';
  expect(plan.status.phase).toBe('Pending');
  expect(conditionOf(plan, 'Ready')).toBe('False/SecretNotFound');
  expect(conditionOf(plan, 'Degraded')).toBe('True/SecretNotFound');
  expect(plan.events).toEqual([{ type: 'Warning', reason: 'SecretNotFound', message }]);
  expect(plan.blocked).toEqual({
    kind: 'stuck',
    reason: 'SecretNotFound',
    message,
    on: { kind: 'Secret', namespace: 'apps', name: 'admin' },
    fix: 'kubectl create secret generic admin -n apps --from-literal=api-key=VALUE',
  });
  expect(applied(plan)).toHaveLength(5);
  const again = await planned({ ...primary, status: plan.status }, {});
  expect(again.events).toEqual([]);
});

test('missing keys of a Secret are named', async () => {
  const plan = await planned(maiaInstancePrimary({ security: { tlsSecretRef: { name: 'cert' } } }), {
    secrets: { 'apps/cert': { other: 'x' } },
  });
  expect(plan.blocked).toMatchObject({
    kind: 'stuck',
    reason: 'SecretKeyMissing',
    message: 'Secret/apps/cert (spec.security.tlsSecretRef) has no key "tls.crt" and "tls.key"',
  });
});

test('a Secret that goes missing under a running server degrades it and leaves its pods alone', async () => {
  const primary = maiaInstancePrimary(KEYED);
  const first = await planned(primary, { secrets: SECRETS });
  const plan = await planned({ ...primary, status: first.status }, { children: settled(first) });
  expect(plan.status.phase).toBe('Running');
  expect(conditionOf(plan, 'Degraded')).toBe('True/SecretNotFound');
  expect(appliedAs(plan, DEPLOYMENT, 'notes')).toEqual(appliedAs(first, DEPLOYMENT, 'notes'));
});

test('a Secret that may not be seen is never taken for absent and never restarts pods', async () => {
  const primary = maiaInstancePrimary(KEYED);
  const hidden = ['apps/admin'];
  const fresh = await planned(primary, { hidden });
  expect(fresh.blocked).toMatchObject({ kind: 'waits', reason: 'ReferenceNotVisible', on: { kind: 'Secret', name: 'admin' } });
  expect(conditionOf(fresh, 'Degraded')).toBe('False/AsExpected');
  expect(fresh.recheckAfter).toBe(60_000);
  const seen = await planned(primary, { secrets: SECRETS });
  const plan = await planned(primary, { hidden, children: settled(seen) });
  expect(checksumOfKey(plan)).toBe(checksumOfKey(seen));
  expect(plan.status.phase).toBe('Running');
});

test('a rotated Secret rolls the pods, an unrelated key in it does not', async () => {
  const primary = maiaInstancePrimary(KEYED);
  const checksum = async (data: Readonly<Record<string, string>>): Promise<unknown> =>
    checksumOfKey(await planned(primary, { secrets: { 'apps/admin': data } }));
  const before = await checksum({ 'api-key': 'one' });
  expect(before).toMatch(/^\w+$/);
  expect(await checksum({ 'api-key': 'one', note: 'new' })).toBe(before);
  expect(await checksum({ 'api-key': 'two' })).not.toBe(before);
});

test('openai without a key is told, since the server would not start', async () => {
  const plan = await planned(maiaInstancePrimary({ embedding: { model: 'openai' } }));
  expect(plan.blocked).toMatchObject({ kind: 'stuck', reason: 'SecretNotFound' });
});

test('the wakes are the Secrets that the pod needs, in its own namespace', () => {
  const primary = maiaInstancePrimary({
    security: { apiKeySecretRef: { name: 'admin' }, tlsSecretRef: { name: 'cert' } },
    embedding: { model: 'local', openaiSecretRef: { name: 'unused' } },
  });
  expect(maiaInstance.wakes[0]?.references(primary)).toEqual([
    { namespace: 'apps', name: 'admin' },
    { namespace: 'apps', name: 'cert' },
  ]);
});
