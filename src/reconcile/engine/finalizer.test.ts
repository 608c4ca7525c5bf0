import { expect, test } from 'vitest';
import type { ApiErrorReason } from '../../cluster/api-error.ts';
import { sampleError, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { StalePlanError } from './failures.ts';
import { setFinalizer } from './finalizer.ts';

const OURS = 'test.dev/cleanup';
const STORED = sampleWidget({ metadata: { resourceVersion: '2' } });

function bench(
  finalizers: readonly string[] | undefined,
  script: Script = { patch: STORED },
): ScriptedApi & { readonly set: (wanted: 'held' | 'released') => Promise<KubeObject | undefined>; readonly live: KubeObject } {
  const scripted = scriptedApi(script);
  const live = sampleWidget({ metadata: finalizers === undefined ? {} : { finalizers } });
  const context = { api: scripted.api, fieldManager: 'us', signal: new AbortController().signal };
  return { ...scripted, live, set: async (wanted) => setFinalizer(context, WIDGET, live, OURS, wanted) };
}

const UID = { op: 'test', path: '/metadata/uid', value: 'uid-w' };

test.each([undefined, []])('the first finalizer is added on the version that was seen (list %j)', async (finalizers) => {
  const at = bench(finalizers);
  expect(await at.set('held')).toBe(STORED);
  expect(at.calls[0]).toMatchObject({ key: 'ns/w', options: { fieldManager: 'us' } });
  expect(at.calls[0]?.body).toEqual({
    type: 'json',
    operations: [
      UID,
      { op: 'test', path: '/metadata/resourceVersion', value: '1' },
      { op: 'add', path: '/metadata/finalizers', value: [OURS] },
    ],
  });
});

test('a further one is added to the list that was seen', async () => {
  const at = bench(['other']);
  await at.set('held');
  expect(at.calls[0]?.body).toEqual({
    type: 'json',
    operations: [
      UID,
      { op: 'test', path: '/metadata/finalizers', value: ['other'] },
      { op: 'add', path: '/metadata/finalizers/-', value: OURS },
    ],
  });
});

test('only ours is removed, from the place where it was seen', async () => {
  const at = bench(['other', OURS, 'third']);
  await at.set('released');
  expect(at.calls[0]?.body).toEqual({
    type: 'json',
    operations: [UID, { op: 'test', path: '/metadata/finalizers/1', value: OURS }, { op: 'remove', path: '/metadata/finalizers/1' }],
  });
});

test('nothing to change is no call', async () => {
  const held = bench([OURS], {});
  expect(await held.set('held')).toBe(held.live);
  const released = bench(undefined, {});
  expect(await released.set('released')).toBe(released.live);
  expect([...held.calls, ...released.calls]).toEqual([]);
});

test.each<ApiErrorReason>(['Invalid', 'Conflict'])('%s: somebody changed it meanwhile, plan anew', async (reason) => {
  await expect(bench(['other'], { patch: sampleError(reason) }).set('held')).rejects.toThrow(StalePlanError);
});

test('gone is undefined, any other refusal is told as it is', async () => {
  expect(await bench([OURS], { patch: sampleError('NotFound') }).set('released')).toBeUndefined();
  const forbidden = sampleError('Forbidden');
  await expect(bench([OURS], { patch: forbidden }).set('released')).rejects.toBe(forbidden);
});
