import { expect, test } from 'vitest';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import type { KubeObject, ObjectMeta } from '../../kernel/kube-object.ts';
import { ForeignObjectError, StalePlanError } from './failures.ts';
import { ownerReferenceOf } from './intent.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { removeChild, type RemoveOutcome } from './remove-child.ts';

const PRIMARY = sampleWidget();
const OWNED = { ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)], resourceVersion: '5' };
const GOING = '2026-01-01T00:00:00Z';

function deployment(metadata: Partial<ObjectMeta>): KubeObject {
  return sampleObject(DEPLOYMENT, { namespace: 'ns', name: 'd' }, { metadata });
}

const SUCCESS = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success' } as unknown as KubeObject;

function bench(
  script: Script,
  live?: KubeObject,
): ScriptedApi & { readonly store: ObjectStore; readonly remove: () => Promise<RemoveOutcome> } {
  const scripted = scriptedApi(script);
  const store = createObjectStore((error) => {
    throw error;
  });
  if (live !== undefined) store.put(live);
  const context = { api: scripted.api, primaryType: WIDGET, primary: PRIMARY, signal: new AbortController().signal };
  const remove = async (): Promise<RemoveOutcome> =>
    removeChild(context, { type: DEPLOYMENT, namespace: 'ns', name: 'd' }, store, 'Foreground');
  return { ...scripted, store, remove };
}

test('a delete carries the uid that was seen and how to propagate', async () => {
  const at = bench({ remove: SUCCESS }, deployment(OWNED));
  expect(await at.remove()).toBe('deleted');
  expect(at.calls).toMatchObject([{ key: 'ns/d', options: { uid: 'uid-d', propagation: 'Foreground' } }]);
  expect(at.store.size).toBe(0);
});

test('an object that finalizers hold is waited for, with no second call', async () => {
  const at = bench({ remove: [deployment({ ...OWNED, resourceVersion: '6', deletionTimestamp: GOING })] }, deployment(OWNED));
  expect(await at.remove()).toBe('terminating');
  expect(await at.remove()).toBe('terminating');
  expect(at.calls).toHaveLength(1);
  expect(at.store.get('ns/d')?.metadata).toMatchObject({ resourceVersion: '6', deletionTimestamp: GOING });
});

test('what is not there needs no call; what went meanwhile is absent', async () => {
  const at = bench({});
  expect(await at.remove()).toBe('absent');
  expect(at.calls).toEqual([]);
  const gone = bench({ remove: sampleError('NotFound') }, deployment(OWNED));
  expect(await gone.remove()).toBe('absent');
  expect(gone.store.size).toBe(0);
});

test('what is not ours is never deleted', async () => {
  const at = bench({}, deployment({}));
  await expect(at.remove()).rejects.toThrow(ForeignObjectError);
  expect(at.calls).toEqual([]);
});

test('another object of this name by now: plan anew', async () => {
  const at = bench({ remove: sampleError('Conflict') }, deployment(OWNED));
  await expect(at.remove()).rejects.toThrow(StalePlanError);
  expect(at.store.size).toBe(1);
});

test('any other refusal is told as it is', async () => {
  const forbidden = sampleError('Forbidden');
  await expect(bench({ remove: forbidden }, deployment(OWNED)).remove()).rejects.toBe(forbidden);
});
