import { expect, test } from 'vitest';
import { ApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { scriptedSession } from '../../../../../test/support/scripted-session.ts';
import { checkExpandable, readRedisClaims } from './redis-claims.ts';

const { signal } = new AbortController();

function object(kind: string, name: string, more: Readonly<Record<string, unknown>>): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    ...more,
  };
}

function claim(name: string, storage: string, storageClassName?: string): KubeObject {
  const spec = { resources: { requests: { storage } }, ...(storageClassName !== undefined && { storageClassName }) };
  return object('PersistentVolumeClaim', name, { spec });
}

const FOUND = { namespace: 'tenant-acme', sizes: ['5Gi'], classes: ['fast'], classless: [] };

test('only the claims of Redis count', async () => {
  const items = [
    claim('redis-data-redis-0', '5Gi', 'fast'),
    claim('redis-data-redis-1', '6Gi'),
    claim('redis-data-redis-x', '9Gi', 'slow'),
  ];
  const { session, calls } = scriptedSession({ list: { items, resourceVersion: '1' } }, []);
  expect(await readRedisClaims(session, 'acme', signal)).toEqual({
    namespace: 'tenant-acme',
    sizes: ['5Gi', '6Gi'],
    classes: ['fast'],
    classless: ['redis-data-redis-1'],
  });
  expect(calls[0]?.options).toMatchObject({ namespace: 'tenant-acme' });
});

test('a class that does not expand volumes is a refusal, one that may not be read a warning', async () => {
  const check = async (get: KubeObject | Error): Promise<readonly string[]> => {
    return await checkExpandable(scriptedSession({ get }, []).session, 'acme', FOUND, signal);
  };
  expect(await check(object('StorageClass', 'fast', { allowVolumeExpansion: true }))).toEqual([]);
  await expect(check(object('StorageClass', 'fast', { allowVolumeExpansion: false }))).rejects.toMatchObject({ exit: 1 });
  await expect(check(object('StorageClass', 'fast', {}))).rejects.toMatchObject({
    exit: 1,
    why: expect.stringContaining('fast') as string,
  });
  await expect(check(new ApiError({ reason: 'NotFound', message: 'gone' }))).rejects.toMatchObject({ exit: 1 });
  expect(await check(new ApiError({ reason: 'Forbidden', message: 'no' }))).toHaveLength(1);
  await expect(check(new ApiError({ reason: 'Unreachable', message: 'no' }))).rejects.toMatchObject({ exit: 8 });
});

test('a claim without a class cannot grow', async () => {
  const { session } = scriptedSession({}, []);
  await expect(checkExpandable(session, 'acme', { ...FOUND, classless: ['redis-data-redis-0'] }, signal)).rejects.toMatchObject({
    exit: 1,
  });
});
