import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { KeySecret, KeySecrets } from './key-secrets.ts';
import { keyViews } from './key-views.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const HASH = 'a1'.repeat(32);

function tenant(keys: readonly unknown[], rotate?: unknown): KubeObject {
  const annotations = rotate === undefined ? {} : { 'maia.cuemby.com/rotate-keys': JSON.stringify(rotate) };
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaTenant',
    metadata: { name: 'acme', namespace: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', annotations },
    spec: { apiKeys: keys },
  };
}

function key(name: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { name, secretRef: { name: 'store', key: 'api-key' }, scopes: ['read'], ...more };
}

function secrets(secret: Partial<KeySecret> | 'unreadable'): KeySecrets {
  const whole = secret === 'unreadable' ? secret : { name: 'store', isOfTenant: true, hashes: {}, records: {}, ...secret };
  return new Map([['store', whole]]);
}

const made = { hashes: { 'api-key': HASH }, records: { 'api-key': { name: 'app', sha256: HASH, scopes: ['read'] } } };

test.each([
  ['Ready', key('app'), made],
  ['Pending', key('app'), {}],
  ['Lost', key('app'), { ...made, hashes: {} }],
  ['Foreign', key('app'), { ...made, records: {} }],
  ['Changed', key('app'), { ...made, hashes: { 'api-key': 'b2'.repeat(32) } }],
  ['Rotating', key('app', { scopes: ['read', 'write'] }), made],
  ['Rotating', key('other'), made],
  ['Expired', key('app', { expiresAt: '2026-03-01T12:00:00Z' }), made],
  ['Ready', key('app', { expiresAt: '2026-03-01T12:00:01Z' }), made],
  ['Unknown', key('app'), 'unreadable'],
] as const)('%s', (state, entry, secret) => {
  expect(keyViews(tenant([entry]), secrets(secret), NOW).map((view) => view.state)).toEqual([state]);
});

test('a Secret that is not there: pending', () => {
  expect(keyViews(tenant([key('app')]), new Map(), NOW)).toMatchObject([{ state: 'Pending', hash: undefined }]);
});

test('a request is answered by a rotation of its time or later', () => {
  const asked = tenant([key('app')], { app: { at: '2026-03-01T11:00:00Z', graceSeconds: 0 } });
  const at = (rotatedAt: string): KeySecrets => secrets({ ...made, records: { 'api-key': { name: 'app', sha256: HASH, rotatedAt } } });
  expect(keyViews(asked, secrets(made), NOW)).toMatchObject([{ state: 'Rotating' }]);
  expect(keyViews(asked, at('2026-03-01T10:59:59Z'), NOW)).toMatchObject([{ state: 'Rotating' }]);
  expect(keyViews(asked, at('2026-03-01T11:00:00Z'), NOW)).toMatchObject([{ state: 'Ready', rotatedAt: '2026-03-01T11:00:00Z' }]);
});

test('replaced values and removed entries are shown until they are revoked, those of other tenants never', () => {
  const old = { name: 'app', sha256: 'c3'.repeat(32), revokeAfter: '2026-03-02T00:00:00Z' };
  const gone = { name: 'gone', sha256: 'd4'.repeat(32) };
  const records = { ...made.records, 'api-key.revoking': old, second: gone };
  const shown = keyViews(tenant([key('app')]), secrets({ ...made, records }), NOW);
  expect(shown.map(({ name, dataKey, state, expiresAt, hash }) => [name, dataKey, state, expiresAt, hash])).toEqual([
    ['app', 'api-key', 'Ready', undefined, HASH.slice(0, 12)],
    ['app', 'api-key.revoking', 'Revoking', '2026-03-02T00:00:00Z', 'c3'.repeat(6)],
    ['gone', 'second', 'Revoking', undefined, 'd4'.repeat(6)],
  ]);
  const shared = keyViews(tenant([key('app')]), secrets({ ...made, records, isOfTenant: false }), NOW);
  expect(shared.map(({ dataKey }) => dataKey)).toEqual(['api-key', 'api-key.revoking']);
});
