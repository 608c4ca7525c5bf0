import { expect, test } from 'vitest';
import { INSTANCE_FINALIZER as ABI_INSTANCE } from '../../../reconcile/abi/retention.ts';
import { releaseUpstream } from '../../../reconcile/kaos/upstream-finalizers.ts';
import { INSTANCE_FINALIZER } from '../../../reconcile/maia/plan-deletion.ts';
import { TENANT_FINALIZER } from '../../../reconcile/maia/tenant/tenant-work.ts';
import { JOB_FINALIZER } from '../../../reconcile/marie/job/start-attempt.ts';
import { TENANT_FINALIZER as LOG_TENANT } from '../../../reconcile/neurallog/tenant-key.ts';
import { HONOURED_FINALIZERS, isHonoured } from './honoured-finalizers.ts';

test('the table has the finalizers that our operators remove, and no other', () => {
  const { abi, kaos, maia, marie, neurallog } = HONOURED_FINALIZERS;
  expect([maia, abi, neurallog, marie]).toEqual([[INSTANCE_FINALIZER, TENANT_FINALIZER], [ABI_INSTANCE], [LOG_TENANT], [JOB_FINALIZER]]);
  const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '', finalizers: [...kaos, 'kaos.tools/other'] };
  const released = releaseUpstream({ apiVersion: 'kaos.tools/v1alpha1', kind: 'Agent', metadata });
  expect(released.map(({ finalizer }) => finalizer)).toEqual(kaos);
});

test('those of Kubernetes go by themselves', () => {
  expect(['foregroundDeletion', 'abi.io/finalizer', 'abi.io/legacy'].map((name) => isHonoured('abi', name))).toEqual([true, true, false]);
});
