import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET, type SampleFields } from '../../../test/support/sample-objects.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { ownerReferenceOf } from './intent.ts';
import { bareObject, childTransform, foreignFieldsOf, hasOtherManagers, withoutManagedFields } from './transform.ts';

const REPLICAS = { 'f:spec': { 'f:replicas': {} } };
const transform = childTransform({ child: { type: DEPLOYMENT, carried: [['spec', 'replicas']] }, fieldManager: 'us' });

function deployment(fields: SampleFields): KubeObject {
  return sampleObject(DEPLOYMENT, { namespace: 'ns', name: 'd' }, { spec: { replicas: 3 }, ...fields });
}

function ours(managedFields: readonly unknown[]): KubeObject {
  return deployment({ metadata: { ownerReferences: [ownerReferenceOf(WIDGET, sampleWidget())], managedFields } });
}

test('of objects that are not ours, only name, uid, version, owner and labels stay', () => {
  const bare = bareObject(
    deployment({
      metadata: { labels: { a: 'b' }, annotations: { secret: 'x' }, finalizers: ['f'], managedFields: [] },
      status: { replicas: 3 },
    }),
  );
  expect(bare).toEqual(sampleObject(DEPLOYMENT, { namespace: 'ns', name: 'd' }, { metadata: { labels: { a: 'b' } } }));
});

test('ours stay whole but for managedFields', () => {
  expect(transform(ours([]))).toEqual(withoutManagedFields(ours([])));
  expect(transform(ours([]))['spec']).toEqual({ replicas: 3 });
});

test.each<[string, readonly unknown[], readonly string[]]>([
  ['nobody', [], []],
  ['us alone', [{ manager: 'us', operation: 'Apply', fieldsV1: REPLICAS }], []],
  ['another in the scale subresource', [{ manager: 'hpa', subresource: 'scale', fieldsV1: REPLICAS }], ['spec.replicas']],
  [
    'us and another',
    [
      { manager: 'us', fieldsV1: REPLICAS },
      { manager: 'kubectl', fieldsV1: REPLICAS },
    ],
    ['spec.replicas'],
  ],
  ['another, but of other fields', [{ manager: 'hpa', fieldsV1: { 'f:spec': { 'f:paused': {} } } }], []],
])('a carried field that is owned by %s', (_who, managedFields, foreign) => {
  expect([...foreignFieldsOf(transform(ours(managedFields)))]).toEqual(foreign);
});

test('who owns carried fields survives a copy of the cached object, and is not part of it as JSON', () => {
  const cached = transform(ours([{ manager: 'hpa', fieldsV1: REPLICAS }]));
  expect([...foreignFieldsOf({ ...cached })]).toEqual(['spec.replicas']);
  expect(JSON.parse(JSON.stringify(cached))).toEqual(withoutManagedFields(ours([])));
});

test('a child type may keep less of ours', () => {
  const keep = (object: KubeObject): KubeObject => ({ ...object, status: 'dropped' });
  const reduced = childTransform({ child: { type: DEPLOYMENT, keep }, fieldManager: 'us' })(ours([]));
  expect(reduced['status']).toBe('dropped');
});

test('other managers are those of the object itself, not of its status', () => {
  expect(hasOtherManagers(ours([{ manager: 'us' }]), 'us')).toBe(false);
  expect(hasOtherManagers(ours([{ manager: 'us' }, { manager: 'kcm', subresource: 'status' }]), 'us')).toBe(false);
  expect(hasOtherManagers(ours([{ manager: 'us' }, { manager: 'kubectl' }]), 'us')).toBe(true);
  // A claim that was bound before the lost answer to our create was asked for again is still ours.
  expect(hasOtherManagers(ours([{ manager: 'us' }, { manager: 'kube-controller-manager' }]), 'us')).toBe(false);
});
