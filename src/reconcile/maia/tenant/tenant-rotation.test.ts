import { expect, test } from 'vitest';
import { keyFaults, listedKeys, settledWithKeys, type TenantScene } from '../../../../test/support/tenant-scene.ts';
import { sha256 } from '../../../kernel/hash.ts';
import { ROTATE_ANNOTATION } from './rotation-requests.ts';

const CI = { name: 'ci', secretRef: { name: 'red-ci' } };
const HOUR_MS = 3_600_000;

function rotate(scene: TenantScene, request: unknown): void {
  scene.edit({ metadata: { annotations: { [ROTATE_ANNOTATION]: typeof request === 'string' ? request : JSON.stringify(request) } } });
}

test('a rotation request replaces a key once; the old value works until the grace is over', async () => {
  const scene = await settledWithKeys([CI]);
  const old = scene.value('red-ci');
  rotate(scene, { ci: { at: '2026-03-01T11:59:00Z', graceSeconds: 3600 }, gone: { at: '2026-03-01T11:59:00Z' } });
  await scene.settle();
  expect([scene.newEvents(), listedKeys(scene).length, scene.value('red-ci', 'api-key.revoking')]).toEqual([['KeyReplaced'], 2, old]);
  expect(scene.records('red-ci')).toMatchObject({
    'api-key': { rotatedAt: '2026-03-01T11:59:00Z' },
    'api-key.revoking': { name: 'ci', revokeAfter: '2026-03-01T13:00:00Z' },
  });
  expect([scene.condition('KeysKnown'), scene.condition('Ready')]).toEqual(['True/AllKeysKnown', 'True/Ready']);
  scene.shift(HOUR_MS - 1_000);
  await scene.settle();
  expect(scene.newEvents()).toEqual([]);
  scene.shift(2_000);
  await scene.settle();
  expect([scene.newEvents(), keyFaults(scene), scene.value('red-ci', 'api-key.revoking')]).toEqual([['KeyRevoked'], [], undefined]);
  rotate(scene, { ci: { at: '2026-03-01T11:59:30Z' } });
  await scene.settle();
  expect([scene.newEvents(), keyFaults(scene)]).toEqual([['KeyReplaced', 'KeyRevoked'], []]);
});

test('a second rotation ends the grace of the first; a key that leaves the spec is revoked with its old value', async () => {
  const scene = await settledWithKeys([CI]);
  rotate(scene, { ci: { at: '2026-03-01T11:00:00Z', graceSeconds: 3600 } });
  await scene.settle();
  const first = scene.value('red-ci', 'api-key.revoking') ?? '';
  rotate(scene, { ci: { at: '2026-03-01T11:30:00Z', graceSeconds: 3600 } });
  await scene.settle();
  expect([listedKeys(scene).length, scene.server.keys.has(sha256(first))]).toEqual([2, false]);
  scene.edit({ spec: { apiKeys: [] } });
  await scene.settle();
  expect([listedKeys(scene), scene.secret('red-ci')]).toEqual([[], undefined]);
});

test('a request in the future waits, one that cannot be read is told, and a key made after it is not replaced', async () => {
  const scene = await settledWithKeys([CI]);
  rotate(scene, { ci: { at: '2026-03-01T12:30:00Z' } });
  await scene.settle();
  expect(scene.newWrites()).toEqual([]);
  scene.shift(HOUR_MS);
  await scene.settle();
  expect(scene.newWrites()).toEqual(['createKey', 'revokeKey']);
  scene.edit({ spec: { apiKeys: [CI, { name: 'ui', secretRef: { name: 'red-ui' } }] } });
  rotate(scene, { ci: { at: '2026-03-01T12:30:00Z' }, ui: { at: '2026-03-01T12:30:00Z' } });
  await scene.settle();
  expect(scene.newWrites()).toEqual(['createKey']);
  rotate(scene, '{"ci": "now"}');
  await scene.settle();
  expect([scene.condition('Synced'), scene.newWrites()]).toEqual(['False/APIKeySyncFailed', []]);
  expect(scene.message('Synced')).toContain('its entry ci is not of the form {"<key name>"');
});
