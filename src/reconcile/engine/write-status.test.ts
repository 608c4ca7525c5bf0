import { expect, test } from 'vitest';
import { sampleError, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script } from '../../../test/support/scripted-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { StalePlanError } from './failures.ts';
import { changesPhase, patchStatus, statusOf, statusPatch } from './write-status.ts';

const LIVE = sampleWidget({ status: { phase: 'Pending', ready: 0 } });

async function write(script: Script): Promise<KubeObject | undefined> {
  return patchStatus({ api: scriptedApi(script).api, fieldManager: 'us', signal: new AbortController().signal }, WIDGET, LIVE, {
    phase: 'Ready',
  });
}

test('what differs is sent to the status subresource, with uid and version', async () => {
  const { api, calls } = scriptedApi({ patch: LIVE });
  await patchStatus({ api, fieldManager: 'us', signal: new AbortController().signal }, WIDGET, LIVE, { phase: 'Ready' });
  expect(calls).toMatchObject([
    {
      key: 'ns/w',
      body: { type: 'merge', body: { metadata: { uid: 'uid-w', resourceVersion: '1' }, status: { phase: 'Ready' } } },
      options: { subresource: 'status', fieldManager: 'us' },
    },
  ]);
});

test('409 means plan anew, 404 that it is gone, anything else is told as it is', async () => {
  await expect(write({ patch: sampleError('Conflict') })).rejects.toThrow(StalePlanError);
  expect(await write({ patch: sampleError('NotFound') })).toBeUndefined();
  const invalid = sampleError('Invalid');
  await expect(write({ patch: invalid })).rejects.toBe(invalid);
});

test('the patch is what differs, and nothing where nothing does', () => {
  expect(statusPatch(LIVE, { ready: 0, phase: 'Pending' })).toBeUndefined();
  const patch = statusPatch(LIVE, { phase: 'Pending', url: 'http://x' });
  expect(patch).toEqual({ ready: null, url: 'http://x' });
  expect(changesPhase(patch ?? {})).toBe(false);
  expect(changesPhase(statusPatch(LIVE, { phase: 'Ready', ready: 0 }) ?? {})).toBe(true);
  expect(statusOf(sampleWidget())).toEqual({});
});
