import { expect, test } from 'vitest';
import { liveForm } from '../../../test/support/fake-world.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { specChecksumOf, withSpecChecksum } from './checksum.ts';
import { statefulSetRollout } from './stateful-set-rollout.ts';

const MANIFEST = withSpecChecksum({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 's' }, spec: { serviceName: 's' } });
const CHECKSUM = specChecksumOf(MANIFEST);

function live(status: object, generation = 1): KubeObject {
  return liveForm(MANIFEST, {
    generation,
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2, ...status },
  });
}

test('it is complete when every wanted replica is updated, ready and available', () => {
  expect(statefulSetRollout(live({}), CHECKSUM, 2)).toEqual({
    exists: true,
    current: true,
    complete: true,
    replicas: 2,
    readyReplicas: 2,
    updatedReplicas: 2,
  });
  for (const status of [{ readyReplicas: 1 }, { updatedReplicas: 1 }, { availableReplicas: 0 }, { replicas: 3 }]) {
    expect(statefulSetRollout(live(status), CHECKSUM, 2).complete).toBe(false);
  }
});

test('a status of another spec, or of a set that is going, proves nothing', () => {
  expect(statefulSetRollout(live({}), 'other', 2).current).toBe(false);
  expect(statefulSetRollout(live({}, 2), CHECKSUM, 2).current).toBe(false);
  const going = live({});
  const metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  expect(statefulSetRollout({ ...going, metadata }, CHECKSUM, 2).current).toBe(false);
  expect(statefulSetRollout(undefined, CHECKSUM, 2).exists).toBe(false);
});
