import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { entryPointOf } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { liveRow, sameRow, wordFor } from './live-row.ts';
import { readyText } from './ready-text.ts';

function identity(kind: string): KindIdentity {
  const found = KIND_IDENTITIES.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(kind);
  return found;
}

function object(kind: string, spec: unknown, status?: unknown, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'x/v1',
    kind,
    metadata: { name: 'one', namespace: 'prod', uid: 'u1', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec,
    ...(status !== undefined && { status }),
  };
}

test.each([
  ['MaiaInstance', {}, { replicas: 1, readyReplicas: 1 }, '1/1'],
  ['MaiaTenant', {}, { phase: 'Active' }, ''],
  ['AbiInstance', { replicas: 2 }, undefined, '0/2'],
  ['AbiInstance', { replicas: 2 }, { replicas: 5, readyReplicas: 3 }, '3/5'],
  ['Tenant', {}, { serverStatus: { readyReplicas: 2, totalReplicas: 2 }, redisStatus: { readyReplicas: 0, totalReplicas: 1 } }, '2/3'],
  ['Agent', {}, { deployment: { replicas: 2, readyReplicas: 1 } }, '1/2'],
  ['MCPServer', {}, { deployment: {} }, ''],
  ['MarieCluster', {}, { desiredExecutorReplicas: 4, readyExecutorReplicas: 1 }, '1/4'],
  ['MarieJob', {}, { progress: 43 }, '43%'],
  ['MarieJob', {}, undefined, ''],
  ['Unheard', { replicas: 3 }, { replicas: 3 }, ''],
])('%s with spec %j and status %j is ready to %s', (kind, spec, status, expected) => {
  expect(readyText(object(kind, spec, status))).toBe(expected);
});

test('a row says what status says, since when, and is safe to print', () => {
  const conditions = [
    { type: 'Ready', status: 'False', reason: 'Waits', message: 'for\u001B[31m a\nSecret', lastTransitionTime: '2026-01-02T00:00:00Z' },
  ];
  const row = liveRow(object('MaiaTenant', {}, { phase: 'Pending', conditions }), identity('MaiaTenant'), 'maiatenant');
  expect(row).toEqual({
    id: 'u1',
    system: 'maia',
    kind: 'MaiaTenant',
    target: 'maiatenant/one',
    namespace: 'prod',
    name: 'one',
    phase: 'Pending',
    health: 'pending',
    ready: '',
    reason: 'Waits',
    message: 'for a Secret',
    createdAt: Date.UTC(2026, 0, 1),
    sinceAt: Date.UTC(2026, 0, 2),
  });
  expect(sameRow(row, { ...row })).toBe(true);
  expect(sameRow(row, { ...row, message: 'for more' })).toBe(false);
});

test('without conditions it is as it is since it was made, and being deleted since that was asked for', () => {
  const fresh = liveRow(object('MaiaTenant', {}), identity('MaiaTenant'), 'maiatenant');
  expect([fresh.sinceAt, fresh.phase]).toEqual([Date.UTC(2026, 0, 1), '']);
  const going = object('MaiaTenant', {}, {}, { deletionTimestamp: '2026-01-05T00:00:00Z' });
  const row = liveRow(going, identity('MaiaTenant'), 'maiatenant');
  expect([row.sinceAt, row.phase, row.health]).toEqual([Date.UTC(2026, 0, 5), 'Terminating', 'pending']);
});

test('the word for a kind is one that commands of the same entry point understand', () => {
  expect(wordFor(identity('Tenant'), entryPointOf('kubectl-neurallog'))).toBe('tenant');
  expect(wordFor(identity('Tenant'), entryPointOf('kubectl-aistack'))).toBe('tenant.neurallog.io');
  expect(wordFor(identity('MaiaTenant'), entryPointOf('kubectl-aistack'))).toBe('maiatenant');
});
