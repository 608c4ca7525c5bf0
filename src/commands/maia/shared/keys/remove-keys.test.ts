import { expect, test } from 'vitest';
import { ApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { scriptedSession } from '../../../../../test/support/scripted-session.ts';
import { tenantKind } from '../tenant-words.ts';
import { removeKeys } from './remove-keys.ts';

const KIND = tenantKind();
const KEY = { namespace: 'team', name: 'acme' };

function tenant(...names: readonly string[]): KubeObject {
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaTenant',
    metadata: { ...KEY, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { apiKeys: names.map((name) => ({ name, secretRef: { name: 'store', key: name }, scopes: ['read'] })) },
  };
}

function options(...names: readonly string[]): Parameters<typeof removeKeys>[3] {
  return { names, force: false, now: 0, fieldManager: 'maia-cli', dryRun: false, signal: new AbortController().signal };
}

function patchesOf(calls: readonly { readonly verb: string; readonly body?: unknown }[]): readonly unknown[] {
  return calls.filter(({ verb }) => verb === 'patch').map(({ body }) => body);
}

test('each entry is tested to be the one that is meant, the last one goes first', async () => {
  const { session, calls } = scriptedSession({ get: tenant('a', 'b', 'c'), patch: tenant('b') }, [KIND]);
  await removeKeys(session, KIND, KEY, options('a', 'c'));
  expect(patchesOf(calls)).toEqual([
    {
      type: 'json',
      operations: [
        { op: 'test', path: '/spec/apiKeys/2/name', value: 'c' },
        { op: 'remove', path: '/spec/apiKeys/2' },
        { op: 'test', path: '/spec/apiKeys/0/name', value: 'a' },
        { op: 'remove', path: '/spec/apiKeys/0' },
      ],
    },
  ]);
});

test('a list that was changed meanwhile is read again', async () => {
  const moved = new ApiError({ reason: 'Invalid', code: 422, message: 'the test failed' });
  const { session, calls } = scriptedSession({ get: [tenant('a', 'b'), tenant('b')], patch: [moved, tenant()] }, [KIND]);
  await removeKeys(session, KIND, KEY, options('b'));
  expect(patchesOf(calls).at(-1)).toMatchObject({ operations: [{ path: '/spec/apiKeys/0/name', value: 'b' }, {}] });
});

test('a key that somebody else took out meanwhile is not there', async () => {
  const moved = new ApiError({ reason: 'Invalid', code: 422, message: 'the test failed' });
  const { session } = scriptedSession({ get: [tenant('a', 'b'), tenant('a')], patch: [moved] }, [KIND]);
  await expect(removeKeys(session, KIND, KEY, options('b'))).rejects.toMatchObject({ exit: 4 });
});

test('what never fits is told after some attempts', async () => {
  const moved = new ApiError({ reason: 'Invalid', code: 422, message: 'the test failed' });
  const { session, calls } = scriptedSession({ get: tenant('a'), patch: moved }, [KIND]);
  await expect(removeKeys(session, KIND, KEY, options('a'))).rejects.toMatchObject({ exit: 2 });
  expect(patchesOf(calls)).toHaveLength(5);
});
