import { expect, test } from 'vitest';
import { ApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { scriptedApi } from '../../../../test/support/scripted-api.ts';
import type { Script } from '../../../../test/support/scripted-api.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { Session } from '../session.ts';
import { changeObject } from './change-object.ts';

const [kind] = KIND_IDENTITIES;
const KEY = { namespace: 'x', name: 'one' };
const OPTIONS = { dryRun: 'none', fieldManager: 'maia-cli', signal: new AbortController().signal } as const;

function object(resourceVersion: string, replicas: number): KubeObject {
  const metadata = { ...KEY, uid: 'u', resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata, spec: { replicas } };
}

function sessionFor(script: Script): { session: Session; calls: ReturnType<typeof scriptedApi>['calls'] } {
  const { api, calls } = scriptedApi(script);
  const session = { api, during: <T>(_: unknown, call: () => Promise<T>): Promise<T> => call() } as unknown as Session;
  return { session, calls };
}

const conflict = (): ApiError => new ApiError({ reason: 'Conflict', code: 409, message: 'changed' });
const decide = (live: KubeObject): { spec: { replicas: number } } | undefined =>
  (live['spec'] as { replicas: number }).replicas === 3 ? undefined : { spec: { replicas: 3 } };

test('what was changed in between is read and decided anew', async () => {
  if (kind === undefined) throw new Error('no kind');
  const { session, calls } = sessionFor({ get: [object('1', 1), object('2', 2)], patch: [conflict(), object('3', 3)] });
  expect(await changeObject(session, kind, KEY, { decide }, OPTIONS)).toEqual({ object: object('3', 3), changed: true });
  expect(calls.filter(({ verb }) => verb === 'patch').map(({ body }) => body)).toEqual([
    { type: 'merge', body: { metadata: { resourceVersion: '1' }, spec: { replicas: 3 } } },
    { type: 'merge', body: { metadata: { resourceVersion: '2' }, spec: { replicas: 3 } } },
  ]);
});

test('somebody else may have done it: then nothing is written again', async () => {
  if (kind === undefined) throw new Error('no kind');
  const { session } = sessionFor({ get: [object('1', 1), object('2', 3)], patch: [conflict()] });
  expect(await changeObject(session, kind, KEY, { decide }, OPTIONS)).toEqual({ object: object('2', 3), changed: false });
});

test('it gives up after five times', async () => {
  if (kind === undefined) throw new Error('no kind');
  const { session, calls } = sessionFor({ get: () => object('1', 1), patch: () => Promise.reject(conflict()) });
  await expect(changeObject(session, kind, KEY, { decide }, OPTIONS)).rejects.toThrow('changed');
  expect(calls.filter(({ verb }) => verb === 'patch')).toHaveLength(5);
});

test('through the scale subresource the object is read again, and a dry run by the client writes nothing', async () => {
  if (kind === undefined) throw new Error('no kind');
  const change = { decide, scale: { spec: { replicas: 3 } } };
  const { session, calls } = sessionFor({ get: [object('1', 1), object('2', 3)], patch: object('2', 3) });
  expect(await changeObject(session, kind, KEY, change, OPTIONS)).toEqual({ object: object('2', 3), changed: true });
  expect(calls[1]).toMatchObject({ verb: 'patch', options: { subresource: 'scale', fieldManager: 'maia-cli', dryRun: false } });
  const dry = sessionFor({ get: object('1', 1) });
  const result = await changeObject(dry.session, kind, KEY, change, { ...OPTIONS, dryRun: 'client' });
  expect(result.object['spec']).toEqual({ replicas: 3 });
  expect(dry.calls).toHaveLength(1);
});
