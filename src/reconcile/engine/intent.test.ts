import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import type { Child } from './contract.ts';
import { INTENT_ANNOTATION, intentOf, isOurs, OWNER_ANNOTATION, OWNER_UID_ANNOTATION, ownerReferenceOf, withoutField } from './intent.ts';

const PRIMARY = sampleWidget();

function manifest(spec: Manifest['spec'] = { replicas: 1, paused: false }, metadata: Partial<Manifest['metadata']> = {}): Manifest {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'ns', name: 'd', ...metadata }, spec };
}

function controlled(of: Manifest, carried?: Child['carried']): Child {
  return { manifest: of, ownership: 'controlled', ...(carried === undefined ? {} : { carried }) };
}

test('a controlled child gets the controller reference of its primary and the hash', () => {
  const { manifest: sent, hash } = intentOf(WIDGET, PRIMARY, controlled(manifest(undefined, { annotations: { a: 'b' } })));
  expect(sent.metadata.ownerReferences).toEqual([
    { apiVersion: 'test.dev/v1', kind: 'Widget', name: 'w', uid: 'uid-w', controller: true, blockOwnerDeletion: true },
  ]);
  expect(sent.metadata.annotations).toEqual({ a: 'b', [INTENT_ANNOTATION]: hash });
});

test('a retained child gets no owner reference but the path and uid of its owner', () => {
  const { manifest: sent, hash } = intentOf(WIDGET, PRIMARY, { manifest: manifest(), ownership: 'retained' });
  expect(sent.metadata).not.toHaveProperty('ownerReferences');
  expect(sent.metadata.annotations).toEqual({
    [OWNER_ANNOTATION]: 'widgets.test.dev/ns/w',
    [OWNER_UID_ANNOTATION]: 'uid-w',
    [INTENT_ANNOTATION]: hash,
  });
});

test('the hash does not cover carried fields, whose value is sent all the same', () => {
  const carried = [['spec', 'replicas']];
  const [one, five] = [1, 5].map((replicas) => intentOf(WIDGET, PRIMARY, controlled(manifest({ replicas, paused: false }), carried)));
  expect(one?.hash).toBe(five?.hash);
  expect(five?.manifest['spec']).toEqual({ replicas: 5, paused: false });
  const owned = intentOf(WIDGET, PRIMARY, controlled(manifest({ replicas: 5, paused: false })));
  expect(owned.hash).not.toBe(five?.hash);
});

test('any other field, the owner and the ownership change the hash; key order does not', () => {
  const base = intentOf(WIDGET, PRIMARY, controlled(manifest({ a: 1, b: 2 }))).hash;
  expect(intentOf(WIDGET, PRIMARY, controlled(manifest({ b: 2, a: 1 }))).hash).toBe(base);
  expect(intentOf(WIDGET, sampleWidget({ metadata: { uid: 'other' } }), controlled(manifest({ a: 1, b: 2 }))).hash).not.toBe(base);
  expect(intentOf(WIDGET, PRIMARY, { manifest: manifest({ a: 1, b: 2 }), ownership: 'retained' }).hash).not.toBe(base);
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const [first, second] = [left, right].map((value) => intentOf(WIDGET, PRIMARY, controlled(manifest({ value }))).hash);
      expect(first === second).toBe(JSON.stringify(left) === JSON.stringify(right) || sorted(left) === sorted(right));
    }),
  );
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

test('a field is taken out at any depth, and nothing else is touched', () => {
  const before = { spec: { replicas: 1, other: 2 }, list: [1] };
  expect(withoutField(before, ['spec', 'replicas'])).toEqual({ spec: { other: 2 }, list: [1] });
  expect(before.spec).toEqual({ replicas: 1, other: 2 });
  expect(withoutField(before, ['spec', 'missing', 'deep'])).toEqual(before);
  expect(withoutField(before, ['list', '0'])).toEqual(before);
});

test('ours is what we control, or what was retained for a primary of this type and name', () => {
  const live = (metadata: Partial<KubeObject['metadata']>): KubeObject =>
    sampleObject(DEPLOYMENT, { namespace: 'ns', name: 'd' }, { metadata });
  const reference = ownerReferenceOf(WIDGET, PRIMARY);
  const retained = { [OWNER_ANNOTATION]: 'widgets.test.dev/ns/w' };
  expect(isOurs(WIDGET, PRIMARY, live({ ownerReferences: [reference] }))).toBe(true);
  expect(isOurs(WIDGET, PRIMARY, live({ annotations: retained }))).toBe(true);
  expect(isOurs(WIDGET, PRIMARY, live({ annotations: { ...retained, [OWNER_UID_ANNOTATION]: 'an earlier w' } }))).toBe(true);
  expect(isOurs(WIDGET, PRIMARY, live({}))).toBe(false);
  expect(isOurs(WIDGET, PRIMARY, live({ ownerReferences: [{ ...reference, uid: 'an earlier w' }] }))).toBe(false);
  expect(isOurs(WIDGET, PRIMARY, live({ ownerReferences: [{ ...reference, controller: false }] }))).toBe(false);
  expect(isOurs(WIDGET, PRIMARY, live({ annotations: retained, ownerReferences: [{ ...reference, uid: 'other' }] }))).toBe(false);
  expect(isOurs(WIDGET, PRIMARY, live({ annotations: { [OWNER_ANNOTATION]: 'widgets.test.dev/other/w' } }))).toBe(false);
});
