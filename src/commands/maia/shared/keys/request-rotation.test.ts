import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { ROTATE_ANNOTATION, rotationRequests } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import { rotationChange } from './request-rotation.ts';
import { rotationPending } from './rotation-pending.ts';
import { revocationPending } from './revocation-pending.ts';
import type { KeySecret } from './key-secrets.ts';
import { specKeys } from './tenant-keys.ts';

const NOW = Date.parse('2026-03-01T12:00:00.700Z');

function tenant(names: readonly string[], requests?: unknown): KubeObject {
  const annotations =
    requests === undefined ? {} : { [ROTATE_ANNOTATION]: typeof requests === 'string' ? requests : JSON.stringify(requests) };
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaTenant',
    metadata: { name: 'acme', namespace: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', annotations },
    spec: { apiKeys: names.map((name) => ({ name, secretRef: { name: 'store', key: name }, scopes: ['read'] })) },
  };
}

function requested(live: KubeObject, names: readonly string[], graceSeconds = 0): unknown {
  const patch = rotationChange({ names, all: names.length === 0, graceSeconds, now: NOW }).decide(live);
  const { annotations } = (patch as { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } }).metadata;
  const stored = { ...live, metadata: { ...live.metadata, annotations } };
  expect(rotationRequests(stored).problem).toBeUndefined();
  return JSON.parse(annotations[ROTATE_ANNOTATION] ?? '');
}

test('a request as the planner reads it; those of other keys stay, those of keys that are gone do not', () => {
  const before = { other: { at: '2026-01-01T00:00:00Z', graceSeconds: 5 }, gone: { at: '2026-01-01T00:00:00Z', graceSeconds: 0 } };
  expect(requested(tenant(['app', 'other'], before), ['app'], 3600)).toEqual({
    other: { at: '2026-01-01T00:00:00Z', graceSeconds: 5 },
    app: { at: '2026-03-01T12:00:00Z', graceSeconds: 3600 },
  });
});

test('all keys; a second request in the same second bears a later time', () => {
  const before = { app: { at: '2026-03-01T12:00:00Z', graceSeconds: 0 } };
  expect(requested(tenant(['app', 'web'], before), [])).toEqual({
    app: { at: '2026-03-01T12:00:01Z', graceSeconds: 0 },
    web: { at: '2026-03-01T12:00:00Z', graceSeconds: 0 },
  });
});

test('an annotation that cannot be read is written anew', () => {
  expect(requested(tenant(['app'], 'nonsense'), ['app'])).toEqual({ app: { at: '2026-03-01T12:00:00Z', graceSeconds: 0 } });
});

function store(secret: Partial<KeySecret>): ReadonlyMap<string, KeySecret> {
  return new Map([['store', { name: 'store', isOfTenant: true, hashes: {}, records: {}, ...secret }]]);
}

test('rotated is what answers the request with the very value in the Secret', () => {
  const live = tenant(['app'], { app: { at: '2026-03-01T12:00:00Z', graceSeconds: 0 } });
  const pending = rotationPending(live, specKeys(live));
  const record = { name: 'app', sha256: 'new', rotatedAt: '2026-03-01T12:00:00Z' };
  expect(pending(new Map())).toBe('Secret store has no new value of key app yet');
  expect(pending(store({ hashes: { app: 'old' }, records: { app: { ...record, rotatedAt: '2026-03-01T11:59:59Z' } } }))).toBeDefined();
  expect(pending(store({ hashes: { app: 'old' }, records: { app: record } }))).toBeDefined();
  expect(pending(new Map([['store', 'unreadable']]))).toBe('Secret store may not be read');
  expect(pending(store({ hashes: { app: 'new' }, records: { app: record } }))).toBeUndefined();
});

test('revoked is what is gone from the Secret; values of somebody else there do not count', () => {
  const live = tenant(['app']);
  const pending = revocationPending(specKeys(live));
  expect(pending(new Map())).toBeUndefined();
  expect(pending(store({ hashes: { app: 'x' } }))).toBe('Secret store still holds app of key app');
  expect(pending(store({ records: { 'app.revoking': { name: 'app', sha256: 'x' } } }))).toBe(
    'Secret store still holds app.revoking of key app',
  );
  expect(pending(store({ hashes: { app: 'x' }, isOfTenant: false }))).toBeUndefined();
  expect(pending(store({ hashes: { other: 'x' } }))).toBeUndefined();
});
