import { expect, test } from 'vitest';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { claimedPorts, claimPorts } from './claim-ports.ts';

const OURS = 'k:{"port":80,"protocol":"TCP"}';
const THEIRS = 'k:{"port":81,"protocol":"TCP"}';
const APPLIED = {
  manager: 'us',
  operation: 'Apply',
  apiVersion: 'v1',
  fieldsV1: { 'f:metadata': { 'f:labels': {} }, 'f:spec': { 'f:ports': { [OURS]: { 'f:port': {} } } } },
};
const PATCHED = {
  manager: 'kubectl-patch',
  operation: 'Update',
  apiVersion: 'v1',
  fieldsV1: { 'f:spec': { 'f:ports': { [OURS]: { 'f:name': {} }, [THEIRS]: { '.': {}, 'f:port': {} } }, 'f:type': {} } },
};

function service(...managedFields: readonly object[]): KubeObject {
  return sampleObject(SERVICE, { namespace: 'ns', name: 's' }, { metadata: { uid: 'u', resourceVersion: '7', managedFields } });
}

function claim(script: Script, uid = 'u'): { readonly at: ScriptedApi; readonly done: Promise<boolean> } {
  const at = scriptedApi(script);
  const context = { api: at.api, fieldManager: 'us', signal: new AbortController().signal };
  return { at, done: claimPorts(context, { type: SERVICE, namespace: 'ns', name: 's' }, uid) };
}

test('the ports of all become ours, and nothing else of theirs does', () => {
  expect(claimedPorts(service(APPLIED, PATCHED), 'us')).toEqual([
    {
      ...APPLIED,
      fieldsV1: {
        'f:metadata': { 'f:labels': {} },
        'f:spec': { 'f:ports': { [OURS]: { 'f:port': {}, 'f:name': {} }, [THEIRS]: { '.': {}, 'f:port': {} } } },
      },
    },
    { ...PATCHED, fieldsV1: { 'f:spec': { 'f:type': {} } } },
  ]);
});

test('who had nothing but ports has nothing any more', () => {
  const only = { ...PATCHED, fieldsV1: { 'f:spec': { 'f:ports': { [THEIRS]: {} } } } };
  expect(claimedPorts(service(APPLIED, only), 'us')).toHaveLength(1);
});

test.each([
  ['only ours', [APPLIED]],
  ['none of ours', [PATCHED]],
  ['paths of another version', [APPLIED, { ...PATCHED, apiVersion: 'v2' }]],
  ['other fields of theirs', [APPLIED, { ...PATCHED, fieldsV1: { 'f:spec': { 'f:type': {} } } }]],
])('with %s there is nothing to claim', (_name, entries) => {
  expect(claimedPorts(service(...entries), 'us')).toBeUndefined();
});

test('one patch of the version that was read', async () => {
  const { at, done } = claim({ get: () => service(APPLIED, PATCHED), patch: () => service(APPLIED) });
  expect(await done).toBe(true);
  expect(at.calls.at(-1)).toMatchObject({
    verb: 'patch',
    body: { operations: [{ path: '/metadata/managedFields' }, { path: '/metadata/resourceVersion', value: '7' }] },
  });
});

test('what was made anew or changed meanwhile is left for the next pass', async () => {
  const anew = claim({ get: () => service(APPLIED, PATCHED) }, 'another');
  expect([await anew.done, anew.at.calls.length]).toEqual([false, 1]);
  const changed = claim({
    get: () => service(APPLIED, PATCHED),
    patch: () => {
      throw sampleError('Conflict');
    },
  });
  expect(await changed.done).toBe(false);
});
