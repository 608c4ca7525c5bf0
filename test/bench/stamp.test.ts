import { expect, test } from 'vitest';
import { ownHoles, stamp, versionAfter } from './stamp.ts';

const UID = '12345678-9abc-def0-1234-56789abcdef0';
const OBJECT = JSON.stringify({
  metadata: { name: 'one', namespace: 'one-place', uid: UID, resourceVersion: '71', creationTimestamp: '2026-01-02T00:00:05Z' },
  spec: { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'], volumeName: `pvc-${UID}` },
});

function copies(count: number): readonly unknown[] {
  const names = ['one', 'one-place'].map((text) => ({
    text,
    fill: (copy: number) => `${text === 'one' ? 'name' : 'place'}-${String(copy)}`,
  }));
  const make = stamp(OBJECT, [...names, ...ownHoles([OBJECT])]);
  return Array.from({ length: count }, (_, copy) => JSON.parse(make(copy)) as unknown);
}

test('a copy has its own name, uid, version, time and address wherever they stand', () => {
  expect(copies(3)[2]).toEqual({
    metadata: {
      name: 'name-2',
      namespace: 'place-2',
      uid: '12345678-9abc-def0-1234-000000000002',
      resourceVersion: '96',
      creationTimestamp: '2026-01-02T00:00:03Z',
    },
    spec: { clusterIP: '10.64.0.2', clusterIPs: ['10.64.0.2'], volumeName: 'pvc-12345678-9abc-def0-1234-000000000002' },
  });
});

test('no copy has a version that is as high as the one after all of them', () => {
  const last = copies(7).at(-1) as { readonly metadata: { readonly resourceVersion: string } };
  expect(Number(last.metadata.resourceVersion)).toBeLessThan(versionAfter(7));
});
