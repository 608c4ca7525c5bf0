import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { CONFIG_MAP, DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject, ManifestMeta } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { Child, Step } from './contract.ts';
import { decidePlan, type Decision } from './decide-plan.ts';
import { intentOf, ownerReferenceOf } from './intent.ts';
import { createObjectStore } from './object-store.ts';
import { childTransform } from './transform.ts';
import type { TypeCache } from './type-cache.ts';

const PRIMARY = sampleWidget();
const OURS = { ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)] };
const REPLICAS = ['spec', 'replicas'];

function cacheOf(type: ResourceType, objects: readonly KubeObject[]): TypeCache {
  const store = createObjectStore((error) => {
    throw error;
  });
  for (const object of objects) store.put(object);
  return {
    type,
    store,
    transform: (object) => object,
    isComplete: () => true,
    isSynced: () => true,
    error: () => undefined,
    lists: () => 1,
    synced: () => Promise.resolve(),
    run: () => Promise.resolve(),
    isRunning: () => type !== SERVICE,
  };
}

/** What is decided beside these live objects. */
function decided(steps: readonly Step<unknown>[], ...live: readonly KubeObject[]): readonly Decision[] {
  const childTypes = [CONFIG_MAP, DEPLOYMENT, SERVICE];
  const caches = childTypes.map((type) =>
    cacheOf(
      type,
      live.filter(({ kind }) => kind === type.kind),
    ),
  );
  const context = {
    primaryType: WIDGET,
    primary: PRIMARY,
    childTypes,
    cacheOf: (type: ResourceType) => caches.find((one) => one.type === type),
  };
  return decidePlan(context, { steps, status: {}, events: [] });
}

function configMap(name: string, data: object = {}): Child {
  return { manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ns', name }, data }, ownership: 'controlled' };
}

function liveMap(name: string, metadata: Partial<ManifestMeta> & { readonly deletionTimestamp?: string }, data: object = {}): KubeObject {
  return sampleObject(CONFIG_MAP, { namespace: 'ns', name }, { metadata, data });
}

const apply = (...wave: readonly Child[]): Step<unknown> => ({ do: 'apply', wave });
const brief = (decisions: readonly Decision[]): readonly unknown[] =>
  decisions.map(({ decision, why, differences }) => [decision, why, differences.map(({ path }) => path)]);

test('absent, in step, different, on its way out, somebody else’s, and of a type that is not served', () => {
  const same = configMap('same', { a: '1' });
  const { manifest } = intentOf(WIDGET, PRIMARY, same);
  const made = decided(
    [
      apply(configMap('new'), same, configMap('other', { a: '1', b: '2' }), configMap('going'), configMap('theirs')),
      apply({ manifest: { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'ns', name: 's' } }, ownership: 'controlled' }),
    ],
    liveMap('same', manifest.metadata, { a: '1', theirs: 'x' }),
    liveMap('other', OURS, { a: '1', b: '3' }),
    liveMap('going', { ...OURS, deletionTimestamp: '2026-01-01T00:00:00Z' }),
    liveMap('theirs', {}),
  );
  expect(brief(made)).toEqual([
    ['create', undefined, []],
    ['in step', undefined, []],
    ['update', undefined, ['metadata.annotations', 'data.b']],
    ['skip', 'terminating', []],
    ['skip', 'foreign', []],
    ['skip', 'not served', []],
  ]);
});

test('a field that another manager carries is compared by nobody and not sent', () => {
  const child: Child = {
    manifest: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'ns', name: 'd' }, spec: { replicas: 1, paused: true } },
    ownership: 'controlled',
    carried: [REPLICAS],
  };
  const managedFields = [{ manager: 'hpa', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
  const transform = childTransform({ child: { type: DEPLOYMENT, carried: [REPLICAS] }, fieldManager: 'us' });
  const live = (fields: object): KubeObject =>
    transform(sampleObject(DEPLOYMENT, { namespace: 'ns', name: 'd' }, { metadata: { ...OURS, ...fields }, spec: { replicas: 5 } }));
  const [carried] = decided([apply(child)], live({ managedFields }));
  expect(carried?.differences.map(({ path }) => path)).not.toContain('spec.replicas');
  expect(carried?.manifest?.['spec']).toEqual({ paused: true });
  expect(decided([apply(child)], live({}))[0]?.manifest?.['spec']).toEqual({ replicas: 1, paused: true });
});

test('of what is to go: ours goes, what is not there is left out, and what is not ours stays', () => {
  const refs = ['ours', 'absent', 'theirs', 'going'].map((name) => ({ type: CONFIG_MAP, namespace: 'ns', name }));
  const made = decided(
    [{ do: 'remove', refs, propagation: 'Background' }],
    liveMap('ours', OURS),
    liveMap('theirs', {}),
    liveMap('going', { ...OURS, deletionTimestamp: '2026-01-01T00:00:00Z' }),
  );
  expect(brief(made)).toEqual([
    ['remove', undefined, []],
    ['skip', 'foreign', []],
    ['skip', 'terminating', []],
  ]);
});
