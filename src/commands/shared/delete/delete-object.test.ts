import { expect, test } from 'vitest';
import { scriptedSession } from '../../../../test/support/scripted-session.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import { CONFIG_MAP } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { deleteObject } from './delete-object.ts';
import type { Doomed } from './doomed.ts';
import { stripFinalizers } from './strip-finalizers.ts';

const SIGNAL = new AbortController().signal;
const OPTIONS = { propagation: 'Background', dryRun: 'none', signal: SIGNAL } as const;

function object(more: Readonly<Record<string, unknown>> = {}): KubeObject {
  const metadata = { name: 'a', namespace: 'team', uid: 'one', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...more };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

const DOOMED: Doomed = { type: CONFIG_MAP, object: object() };
const going = (finalizers: readonly string[], uid = 'one'): KubeObject =>
  object({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers, uid });

test('the uid goes along; one that was made anew is left alone, one that is gone is as good', async () => {
  const conflict = new ApiError({ reason: 'Conflict', message: 'the UID in the precondition does not match', code: 409 });
  const gone = new ApiError({ reason: 'NotFound', message: 'not found', code: 404 });
  const { session, calls } = scriptedSession({ remove: [conflict, gone] }, [CONFIG_MAP]);
  await expect(deleteObject(session, DOOMED, OPTIONS)).rejects.toMatchObject({
    exit: 6,
    message: 'ConfigMap a was made anew meanwhile and is left alone',
  });
  await deleteObject(session, DOOMED, OPTIONS);
  expect(calls[0]).toMatchObject({ key: 'team/a', options: { uid: 'one', propagation: 'Background', dryRun: false } });
});

test('a dry run of the client asks nobody', async () => {
  const { session, calls } = scriptedSession({}, [CONFIG_MAP]);
  await deleteObject(session, DOOMED, { ...OPTIONS, dryRun: 'client' });
  expect(calls).toEqual([]);
});

test('finalizers come off in the state that was looked at, the garbage collector keeps its own', async () => {
  const stale = new ApiError({ reason: 'Invalid', message: 'the server rejected our request', code: 422 });
  const { session, calls } = scriptedSession(
    { get: [going(['a', 'foregroundDeletion']), going(['a', 'b', 'foregroundDeletion'])], patch: [stale, going([])] },
    [CONFIG_MAP],
  );
  expect(await stripFinalizers(session, DOOMED, SIGNAL)).toEqual(['a', 'b']);
  expect(calls.at(-1)?.body).toEqual({
    type: 'json',
    operations: [
      { op: 'test', path: '/metadata/uid', value: 'one' },
      { op: 'test', path: '/metadata/finalizers', value: ['a', 'b', 'foregroundDeletion'] },
      { op: 'replace', path: '/metadata/finalizers', value: ['foregroundDeletion'] },
    ],
  });
});

test('nothing is stripped off an object that is another one, or is not being deleted', async () => {
  for (const live of [going(['a'], 'two'), object({ finalizers: ['a'] }), going(['orphan'])]) {
    const { session, lines } = scriptedSession({ get: live }, [CONFIG_MAP]);
    expect(await stripFinalizers(session, DOOMED, SIGNAL)).toEqual([]);
    expect(lines()).toEqual(['get configmaps team/a']);
  }
});

test('finalizers that keep changing end it', async () => {
  const stale = new ApiError({ reason: 'Invalid', message: 'the server rejected our request', code: 422 });
  const { session } = scriptedSession({ get: going(['a']), patch: stale }, [CONFIG_MAP]);
  await expect(stripFinalizers(session, DOOMED, SIGNAL)).rejects.toMatchObject({ exit: 6 });
});
