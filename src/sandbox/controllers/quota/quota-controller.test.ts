import { expect, test } from 'vitest';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { podBody } from '../../../../test/support/workload-bodies.ts';

test('the status of a quota follows what its namespace uses', () => {
  const rig = controllerRig({ quotaUsage: (quota, storage) => ({ pods: String(storage.list('pods', quota.metadata.namespace).length) }) });
  rig.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '2' } } });
  const status = (): unknown => rig.get('resourcequotas', 'q')?.['status'];
  expect(status()).toEqual({ hard: { pods: '2' }, used: { pods: '0' } });
  rig.create(podBody('p'));
  expect(status()).toEqual({ hard: { pods: '2' }, used: { pods: '1' } });
  rig.delete('pods', 'p');
  expect(status()).toEqual({ hard: { pods: '2' }, used: { pods: '0' } });
});
