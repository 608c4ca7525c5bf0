import { expect, test } from 'vitest';
import { keyFaults, listedKeys, settledWithKeys, type TenantScene } from '../../../../test/support/tenant-scene.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import { sha256 } from '../../../kernel/hash.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { KEYS_ANNOTATION } from './key-records.ts';
import { OVERWRITE_ANNOTATION } from './key-secret.ts';

const CI = { name: 'ci', secretRef: { name: 'red-ci' } };
const HOUR_MS = 3_600_000;

function editSecret(scene: TenantScene, name: string, body: JsonObject): void {
  scene.kube.edit(SECRET, { namespace: 'apps', name }, body);
}

const encoded = (value: string): string => Buffer.from(value).toString('base64');

test('a Secret tells of each key what is known of it, and nothing of its value', async () => {
  const scene = await settledWithKeys([CI]);
  const value = scene.value('red-ci') ?? '';
  expect(scene.records('red-ci')).toEqual({ 'api-key': { name: 'ci', sha256: sha256(value), scopes: ['read', 'write'] } });
  expect(JSON.stringify([scene.tenant(), scene.secret('red-ci')?.metadata, scene.events()])).not.toContain(value);
});

test('scopes and expiry that change replace the key, and the old one is revoked (21)', async () => {
  const scene = await settledWithKeys([CI]);
  const old = scene.value('red-ci');
  scene.edit({ spec: { apiKeys: [{ ...CI, scopes: ['write', 'read'], expiresAt: '2031-01-01T00:00:00Z' }] } });
  await scene.settle();
  expect([scene.newWrites(), scene.newEvents()]).toEqual([
    ['createKey', 'revokeKey'],
    ['KeyReplaced', 'KeyRevoked'],
  ]);
  expect([listedKeys(scene), keyFaults(scene)]).toEqual([['ci write,read'], []]);
  expect(scene.value('red-ci')).not.toBe(old);
  expect(Object.keys(scene.secret('red-ci')?.['data'] as object)).toEqual(['api-key']);
  scene.edit({ spec: { apiKeys: [{ ...CI, scopes: ['read', 'write'], expiresAt: '2031-01-01T01:00:00+01:00' }] } });
  await scene.settle();
  expect(scene.newWrites()).toEqual([]);
});

test('a key that expires is revoked and taken out, and comes back when its date moves (21)', async () => {
  const scene = await settledWithKeys([{ ...CI, expiresAt: '2026-03-01T13:00:00Z' }]);
  scene.shift(HOUR_MS + 1);
  await scene.settle();
  expect([scene.newEvents(), listedKeys(scene), scene.value('red-ci')]).toEqual([['KeyExpired'], [], undefined]);
  expect([scene.status().phase, scene.condition('Ready'), scene.records('red-ci')]).toEqual(['Active', 'True/Ready', {}]);
  await scene.settle();
  expect(scene.newEvents()).toEqual([]);
  scene.edit({ spec: { apiKeys: [{ ...CI, expiresAt: '2026-03-02T00:00:00Z' }] } });
  await scene.settle();
  expect([listedKeys(scene), keyFaults(scene)]).toEqual([['ci read,write'], []]);
});

test('a key that leaves the spec is revoked, and its empty Secret goes (20)', async () => {
  const scene = await settledWithKeys([CI, { name: 'ui', secretRef: { name: 'red-ui' } }]);
  scene.edit({ spec: { apiKeys: [CI] } });
  await scene.settle();
  expect([scene.newWrites(), listedKeys(scene), scene.secret('red-ui')]).toEqual([['revokeKey'], ['ci read,write'], undefined]);
  expect(scene.status()).toMatchObject({ apiKeyCount: 1, apiKeySecrets: ['red-ci'] });
});

test('a key that moves to another Secret is there anew before the old one goes', async () => {
  const scene = await settledWithKeys([CI]);
  scene.edit({ spec: { apiKeys: [{ ...CI, secretRef: { name: 'other' } }] } });
  await scene.settle();
  expect([scene.newWrites(), keyFaults(scene), scene.secret('red-ci')]).toEqual([['createKey', 'revokeKey'], [], undefined]);
});

test('two keys share a Secret, and one goes without the other', async () => {
  const [a, b] = ['a', 'b'].map((name) => ({ name, secretRef: { name: 'both', key: name } }));
  const scene = await settledWithKeys([a ?? {}, b ?? {}]);
  const kept = scene.value('both', 'b');
  scene.edit({ spec: { apiKeys: [b] } });
  await scene.settle();
  expect([listedKeys(scene), scene.value('both', 'a'), scene.value('both', 'b')]).toEqual([['b read,write'], undefined, kept]);
});

test('a Secret that is deleted gives its key back to be revoked, and there is a new one (22)', async () => {
  const scene = await settledWithKeys([CI]);
  const old = scene.value('red-ci');
  await scene.kube.api.remove(SECRET, { namespace: 'apps', name: 'red-ci' });
  await scene.settle();
  expect([scene.newEvents(), listedKeys(scene), keyFaults(scene)]).toEqual([['KeyRevoked', 'KeyIssued'], ['ci read,write'], []]);
  expect(scene.value('red-ci')).not.toBe(old);
});

test('a Secret whose finalizer was taken away is lost with its key: there is a new one, and the lost one is told once (22)', async () => {
  const scene = await settledWithKeys([CI]);
  const hash = sha256(scene.value('red-ci') ?? '');
  editSecret(scene, 'red-ci', { metadata: { finalizers: null } });
  await scene.kube.api.remove(SECRET, { namespace: 'apps', name: 'red-ci' });
  await scene.settle();
  expect([scene.newEvents(), listedKeys(scene)]).toEqual([
    ['KeyIssued', 'UnknownKey'],
    ['ci read,write', 'ci read,write'],
  ]);
  expect([scene.condition('KeysKnown'), scene.condition('Ready')]).toEqual(['False/UnknownKeys', 'True/Ready']);
  expect(scene.message('KeysKnown')).toContain(`ci (sha256 ${hash.slice(0, 12)})`);
  await scene.settle();
  expect(scene.newEvents()).toEqual([]);
});

test('a key that the server lost is made anew in a Secret of ours; a value that a user wrote there is replaced', async () => {
  const scene = await settledWithKeys([CI]);
  scene.server.keys.clear();
  await scene.settle();
  expect([scene.newWrites(), keyFaults(scene)]).toEqual([['createKey', 'revokeKey'], []]);
  editSecret(scene, 'red-ci', { data: { 'api-key': encoded('typed by hand') } });
  await scene.settle();
  expect([listedKeys(scene).length, scene.value('red-ci')?.slice(0, 5)]).toEqual([2, 'maia_']);
});

test('notes and finalizer that were taken away are written anew without a call to the server', async () => {
  const scene = await settledWithKeys([CI]);
  const before = scene.records('red-ci');
  editSecret(scene, 'red-ci', { metadata: { annotations: { [KEYS_ANNOTATION]: 'no JSON' }, finalizers: null } });
  await scene.settle();
  expect([scene.newWrites(), scene.records('red-ci')]).toEqual([[], before]);
  expect(scene.secret('red-ci')?.metadata.finalizers).toEqual(['maia.cuemby.com/keys']);
});

test('in a Secret of somebody else only the missing data key is filled, and only that goes again (23)', async () => {
  const scene = await settledWithKeys([{ name: 'ui', secretRef: { name: 'theirs', key: 'ui' } }], { theirs: { other: 'x' } });
  expect(keyFaults(scene)).toEqual([]);
  expect(scene.secret('theirs')?.metadata).not.toHaveProperty('ownerReferences');
  expect(scene.secret('theirs')?.metadata).not.toHaveProperty('labels');
  expect(scene.secret('theirs')?.metadata).not.toHaveProperty('finalizers');
  scene.edit({ spec: { apiKeys: [] } });
  await scene.settle();
  expect([listedKeys(scene), scene.secret('theirs')?.['data']]).toEqual([[], { other: encoded('x') }]);
  expect(scene.status()).not.toHaveProperty('apiKeySecrets');
});

test('a value of somebody else is never overwritten, unless they allow it (23)', async () => {
  const scene = await settledWithKeys([CI, { name: 'ui', secretRef: { name: 'red-ui' } }], { 'red-ci': { 'api-key': 'made up' } });
  expect([scene.condition('Synced'), scene.condition('Ready'), listedKeys(scene)]).toEqual([
    'False/SecretConflict',
    'False/SecretConflict',
    ['ui read,write'],
  ]);
  expect(scene.message('Synced')).toContain('key api-key of Secret/apps/red-ci is not ours');
  expect(scene.value('red-ci')).toBe('made up');
  editSecret(scene, 'red-ci', { metadata: { annotations: { [OVERWRITE_ANNOTATION]: 'true' } } });
  await scene.settle();
  expect([scene.condition('Ready'), keyFaults(scene)]).toEqual(['True/Ready', []]);
});

test('a value that cannot be written is revoked at once, and the failure is told (26)', async () => {
  const scene = await settledWithKeys([CI]);
  const { createKey } = scene.server;
  const admin = {
    ...scene.server,
    createKey: async (...asked: Parameters<typeof createKey>) => {
      // Somebody else writes the Secret between our look and our patch.
      editSecret(scene, 'red-ci', { metadata: { labels: { touched: String(scene.server.told.length) } } });
      return createKey(...asked);
    },
  };
  scene.edit({ spec: { apiKeys: [{ ...CI, scopes: ['stats'] }] } });
  const reports: string[] = [];
  const end = new AbortController();
  await scene.pass({
    admin,
    signal: end.signal,
    onPass: ({ outcome }) => {
      reports.push(outcome);
      if (reports.length === 3) end.abort();
    },
  });
  expect(reports).toContain('stale');
  expect([listedKeys(scene), scene.server.told.length > 1]).toEqual([['ci read,write'], true]);
  await scene.settle();
  expect([listedKeys(scene), keyFaults(scene)]).toEqual([['ci stats'], []]);
});

test('one key that cannot be had does not hold up the others, and is told with its name (26)', async () => {
  const scene = await settledWithKeys([]);
  const { createKey } = scene.server;
  const refuse = async (...asked: Parameters<typeof createKey>): ReturnType<typeof createKey> => {
    if (asked[2].name === 'bad') scene.server.failing = (call) => (call === 'createKey' ? 'InvalidInput' : undefined);
    try {
      return await createKey(...asked);
    } finally {
      scene.server.failing = () => undefined;
    }
  };
  scene.edit({ spec: { apiKeys: [{ name: 'bad', secretRef: { name: 'bad' } }, CI] } });
  await scene.pass({ admin: { ...scene.server, createKey: refuse } });
  expect([listedKeys(scene), scene.condition('Synced'), scene.status().apiKeyCount, scene.status().phase]).toEqual([
    ['ci read,write'],
    'False/APIKeySyncFailed',
    1,
    'Active',
  ]);
  expect(scene.message('Synced')).toBe('API key bad: createKey failed: InvalidInput');
});

test('where something takes the keys away again and again no more are made', async () => {
  const scene = await settledWithKeys([CI]);
  for (let time = 0; time < 8; time += 1) {
    editSecret(scene, 'red-ci', { data: { 'api-key': null } });
    await scene.settle();
  }
  expect(listedKeys(scene)).toHaveLength(5);
  expect([scene.condition('Synced'), scene.message('Synced')]).toEqual([
    'False/APIKeySyncFailed',
    expect.stringContaining('something takes them away'),
  ]);
  scene.shift(HOUR_MS + 1_000);
  await scene.settle();
  expect(scene.condition('Synced')).toBe('True/Synced');
});

test('the name of a key changes at its place: a new key, and the old one revoked', async () => {
  const scene = await settledWithKeys([CI]);
  scene.edit({ spec: { apiKeys: [{ ...CI, name: 'deploy' }] } });
  await scene.settle();
  expect([listedKeys(scene), keyFaults(scene)]).toEqual([['deploy read,write'], []]);
});

test('a copy of a value in another Secret is replaced there, and the original goes on', async () => {
  const scene = await settledWithKeys([CI]);
  const value = scene.value('red-ci') ?? '';
  await scene.makeForeign('copy', { 'api-key': value }, { [OVERWRITE_ANNOTATION]: 'true' });
  scene.edit({ spec: { apiKeys: [CI, { name: 'ui', secretRef: { name: 'copy' } }] } });
  await scene.settle();
  expect([keyFaults(scene), scene.value('red-ci')]).toEqual([[], value]);
});
