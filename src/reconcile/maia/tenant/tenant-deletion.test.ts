import { expect, test } from 'vitest';
import { isRead } from '../../../../test/support/maia-server-model.ts';
import { settledTenant, tenantScene } from '../../../../test/support/tenant-scene.ts';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../../kinds/maia/maia-tenant.ts';
import { FORCE_DELETE_ANNOTATION } from './plan-tenant-deletion.ts';

const CI = { name: 'ci', secretRef: { name: 'red-ci' } };

test('a deleted tenant is gone from the server with its keys, keys first (25)', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  await scene.remove();
  await scene.settle();
  expect(scene.newWrites()).toEqual(['revokeKey', 'deleteTenant']);
  expect([scene.tenant(), scene.secret('red-ci'), scene.server.tenants.size, scene.server.keys.size]).toEqual([undefined, undefined, 0, 0]);
  expect(scene.newEvents()).toEqual(['KeyRevoked', 'Deleted']);
});

test('a tenant whose instance is gone goes at once (7)', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  await scene.kube.api.remove(maiaInstance, { namespace: 'apps', name: 'notes' });
  await scene.remove();
  await scene.settle();
  expect([scene.tenant(), scene.secret('red-ci'), scene.newEvents()]).toEqual([undefined, undefined, ['InstanceGone']]);
  expect(scene.server.calls.filter((call) => call === 'deleteTenant')).toEqual([]);
});

test.each(['ServerError', 'AuthenticationFailed', 'ConnectionFailed'] as const)(
  'a deletion that the server refuses with %s waits, until it is forced (24)',
  async (reason) => {
    const scene = await settledTenant({ apiKeys: [CI] });
    scene.server.failing = (call) => (isRead(call) && reason === 'ServerError' ? undefined : reason);
    await scene.remove();
    const { objects } = await scene.pass();
    expect(objects[0]?.report?.blocked).toMatchObject({
      kind: 'waits',
      reason: 'DeletionBlocked',
      fix: expect.stringContaining(FORCE_DELETE_ANNOTATION),
    });
    expect([scene.condition('Ready'), scene.server.tenants.size]).toEqual(['False/DeletionBlocked', 1]);
    expect(scene.value('red-ci')).toBeDefined();
    scene.edit({ metadata: { annotations: { [FORCE_DELETE_ANNOTATION]: 'true' } } });
    await scene.settle();
    expect([scene.tenant(), scene.secret('red-ci')]).toEqual([undefined, undefined]);
    expect(scene.newEvents()).toEqual(['DeletionBlocked', 'ForceDeleted']);
  },
);

test('a tenant that was made and whose id was never stored is found and deleted', async () => {
  const scene = tenantScene();
  await scene.makeInstance();
  await scene.make();
  await scene.pass();
  expect(scene.server.tenants.size).toBe(1);
  await scene.kube.api.patch(
    maiaTenant,
    { namespace: 'apps', name: 'red' },
    { type: 'merge', body: { status: { tenantId: null } } },
    { subresource: 'status' },
  );
  await scene.remove();
  await scene.settle();
  expect([scene.tenant(), scene.server.tenants.size]).toEqual([undefined, 0]);
});

test('an invalid spec is told, and its deletion can be forced', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  scene.edit({ spec: { plan: 'golden' } });
  await scene.pass();
  expect([scene.status().phase, scene.condition('Synced')]).toEqual(['Failed', 'False/InvalidSpec']);
  expect(scene.message('Synced')).toMatch(/^spec\.plan: /);
  await scene.remove();
  await scene.pass();
  expect(scene.tenant()).toBeDefined();
  scene.edit({ metadata: { annotations: { [FORCE_DELETE_ANNOTATION]: 'true' } } });
  await scene.settle();
  expect([scene.tenant(), scene.secret('red-ci')]).toEqual([undefined, undefined]);
});
