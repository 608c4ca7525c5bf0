import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET, type SampleFields } from '../../../test/support/sample-objects.ts';
import { CONFIG_MAP, SECRET } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { OWNER_ANNOTATION } from './intent.ts';
import { isWorthAPass, ownerKeyOf, primariesOfDerived, targetKey, targetsOf, type AnyReconciler } from './wake-up.ts';

function worth(after: SampleFields): boolean {
  return isWorthAPass({ key: 'ns/w', before: sampleWidget({ status: {} }), after: sampleWidget(after), initial: false, own: false });
}

test.each<[string, SampleFields]>([
  ['generation', { metadata: { generation: 2 } }],
  ['a label', { metadata: { labels: { a: 'b' } } }],
  ['an annotation', { metadata: { annotations: { a: 'b' } } }],
  ['a finalizer', { metadata: { finalizers: ['f'] } }],
  ['deletion', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }],
  ['another object of the same name', { metadata: { uid: 'other' } }],
])('a change of %s is worth a pass', (_what, after) => {
  expect(worth(after)).toBe(true);
});

test('a change of status, or of nothing but the version, is not; coming and going is', () => {
  expect(worth({ metadata: { resourceVersion: '2' }, status: { phase: 'Ready' } })).toBe(false);
  expect(isWorthAPass({ key: 'ns/w', after: sampleWidget(), initial: true, own: false })).toBe(true);
  expect(isWorthAPass({ key: 'ns/w', before: sampleWidget(), initial: false, own: false })).toBe(true);
});

test('a primary that this process made or changed as the child of another one is news to its own reconciler; its status and finalizers are not', () => {
  const change = { key: 'ns/w', initial: false, own: true };
  const before = sampleWidget({ metadata: { generation: 1 } });
  expect(isWorthAPass({ ...change, after: before })).toBe(true);
  expect(isWorthAPass({ ...change, before, after: sampleWidget({ metadata: { generation: 2 } }) })).toBe(true);
  expect(isWorthAPass({ ...change, before, after: sampleWidget({ metadata: { generation: 1, finalizers: ['f'] }, status: {} }) })).toBe(
    false,
  );
  expect(isWorthAPass({ ...change, before })).toBe(false);
});

test('a child belongs to the primary that controls it, or that it was retained for', () => {
  const child = (metadata: Partial<KubeObject['metadata']>): KubeObject =>
    sampleObject(CONFIG_MAP, { namespace: 'ns', name: 'c' }, { metadata });
  const owner = { apiVersion: 'test.dev/v1', kind: 'Widget', name: 'w', uid: 'u', controller: true };
  expect(ownerKeyOf(WIDGET, child({ ownerReferences: [owner] }))).toBe('ns/w');
  expect(ownerKeyOf({ ...WIDGET, scope: 'Cluster' }, child({ ownerReferences: [owner] }))).toBe('w');
  expect(ownerKeyOf(WIDGET, child({ ownerReferences: [{ ...owner, apiVersion: 'test.dev/v1beta1' }] }))).toBe('ns/w');
  expect(ownerKeyOf(WIDGET, child({ ownerReferences: [{ ...owner, apiVersion: 'other.dev/v1' }] }))).toBeUndefined();
  expect(ownerKeyOf(WIDGET, child({ ownerReferences: [{ ...owner, kind: 'Gadget' }] }))).toBeUndefined();
  expect(ownerKeyOf(WIDGET, child({ annotations: { [OWNER_ANNOTATION]: 'widgets.test.dev/ns/w' } }))).toBe('ns/w');
  expect(ownerKeyOf(WIDGET, child({ annotations: { [OWNER_ANNOTATION]: 'gadgets.test.dev/ns/w' } }))).toBeUndefined();
  expect(ownerKeyOf(WIDGET, child({}))).toBeUndefined();
});

test('what a primary refers to is read from its spec with defaults; an invalid spec refers to nothing', () => {
  const references = ({ spec }: { readonly spec: unknown }): readonly { readonly namespace: string; readonly name: string }[] => [
    { namespace: 'ns', name: (spec as { secret: string }).secret },
  ];
  const spec = {
    safeParse: (value: unknown) =>
      'bad' in (value as object)
        ? { success: false, error: { issues: [] } }
        : { success: true, data: { secret: 'default', ...(value as object) } },
  };
  const reconciler = { kind: { ...WIDGET, spec }, wakes: [{ type: SECRET, references }] } as unknown as AnyReconciler;
  expect(targetsOf(reconciler, sampleWidget())).toEqual([targetKey(SECRET, { namespace: 'ns', name: 'default' })]);
  expect(targetsOf(reconciler, sampleWidget({ spec: { secret: 's' } }))).toEqual(['secrets ns/s']);
  expect(targetsOf(reconciler, sampleWidget({ spec: { bad: true } }))).toEqual([]);
});

test('a derived object wakes the primary that it belongs to, before a change and after it', () => {
  const derived = [
    { type: CONFIG_MAP, primaryOf: ({ metadata }: KubeObject) => ({ namespace: 'ns', name: metadata.labels?.['of'] ?? '' }) },
  ];
  const reconciler = { kind: WIDGET, children: [], wakes: [], derived } as unknown as AnyReconciler;
  const at = (of: string): KubeObject => sampleObject(CONFIG_MAP, { namespace: 'ns', name: 'c' }, { metadata: { labels: { of } } });
  const change = { key: 'ns/c', before: at('a'), after: at('b'), initial: false, own: false };
  expect([...primariesOfDerived(reconciler, CONFIG_MAP, change)]).toEqual(['ns/a', 'ns/b']);
  expect([...primariesOfDerived(reconciler, SECRET, change)]).toEqual([]);
});
