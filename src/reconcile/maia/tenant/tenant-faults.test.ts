import { expect, test } from 'vitest';
import { isRead } from '../../../../test/support/maia-server-model.ts';
import { runWithFault, type FaultPoint } from '../../../../test/support/tenant-faults.ts';
import { keyFaults, tenantScene, type TenantScene } from '../../../../test/support/tenant-scene.ts';
import { ROTATE_ANNOTATION } from './rotation-requests.ts';

const KEYS = [
  { name: 'ci', secretRef: { name: 'red-ci' } },
  { name: 'ui', secretRef: { name: 'shared', key: 'ui' }, scopes: ['read'] },
];

/** One thing that a user does to a tenant, and what must be true once the engine has come through it. */
interface Story {
  readonly name: string;
  /** What was there before. */
  readonly before: (scene: TenantScene) => Promise<void>;
  readonly act: (scene: TenantScene) => Promise<void> | void;
  readonly after: (scene: TenantScene, label: string) => void;
}

async function settled(scene: TenantScene): Promise<void> {
  await scene.makeInstance({ tenancy: { enabled: true } });
  await scene.makeForeign('shared', { other: 'theirs' });
  await scene.make({ apiKeys: KEYS });
  await scene.settle();
}

function isOne(scene: TenantScene, label: string, status: string): void {
  expect(
    [...scene.server.tenants.values()].map((tenant) => tenant.status),
    label,
  ).toEqual([status]);
  expect([...scene.server.tenants.keys()], label).toEqual([scene.status().tenantId]);
  expect(scene.value('shared', 'other'), label).toBe('theirs');
}

const STORIES: readonly Story[] = [
  {
    name: 'create',
    before: async (scene) => {
      await scene.makeInstance({ tenancy: { enabled: true } });
      await scene.makeForeign('shared', { other: 'theirs' });
    },
    act: async (scene) => void (await scene.make({ apiKeys: KEYS })),
    after: (scene, label) => isOne(scene, label, 'active'),
  },
  {
    name: 'rotate',
    before: settled,
    act: (scene) => {
      const request = { ci: { at: '2026-03-01T11:00:00Z' }, ui: { at: '2026-03-01T11:00:00Z' } };
      scene.edit({ metadata: { annotations: { [ROTATE_ANNOTATION]: JSON.stringify(request) } } });
    },
    after: (scene, label) => {
      isOne(scene, label, 'active');
      expect(scene.records('red-ci'), label).toMatchObject({ 'api-key': { rotatedAt: '2026-03-01T11:00:00Z' } });
      expect(Object.keys(scene.records('red-ci')), label).toEqual(['api-key']);
      expect(Object.keys(scene.records('shared')), label).toEqual(['ui']);
    },
  },
  {
    name: 'suspend',
    before: settled,
    act: (scene) => scene.edit({ spec: { suspended: true, suspendReason: 'bill' } }),
    after: (scene, label) => {
      isOne(scene, label, 'suspended');
      expect(scene.message('Suspended'), label).toBe('bill');
    },
  },
  {
    name: 'change the keys of the spec',
    before: settled,
    act: (scene) =>
      scene.edit({
        spec: {
          apiKeys: [
            { ...KEYS[0], scopes: ['read', 'stats'] },
            { name: 'new', secretRef: { name: 'red-new' } },
          ],
        },
      }),
    after: (scene, label) => {
      isOne(scene, label, 'active');
      expect(scene.value('shared', 'ui'), label).toBeUndefined();
      expect(scene.status().apiKeySecrets, label).toEqual(['red-ci', 'red-new']);
    },
  },
  {
    name: 'delete',
    before: settled,
    act: async (scene) => scene.remove(),
    after: (scene, label) => {
      expect([scene.tenant(), scene.server.tenants.size, scene.secret('red-ci')], label).toEqual([undefined, 0, undefined]);
      expect([scene.value('shared', 'other'), scene.value('shared', 'ui')], label).toEqual(['theirs', undefined]);
    },
  },
];

/** Keys that the server holds and whose value stands nowhere: what a death between the server's answer and the Secret may leave. */
function lostKeys(scene: TenantScene): readonly string[] {
  const held = new Set(
    ['red-ci', 'red-new', 'shared'].flatMap((secret) =>
      ['api-key', 'ui', 'api-key.revoking', 'ui.revoking'].map((key) => scene.value(secret, key)),
    ),
  );
  return [...scene.server.keys.values()].filter(({ raw }) => !held.has(raw)).map(({ name }) => name);
}

/**
 * Whether a value may be lost at a fault: it was made, and its answer never came or the process ended before it was written. While the process
 * lives a value that cannot be written is revoked.
 */
function mayLose(call: string | undefined, { fault, when }: FaultPoint): boolean {
  if (call === 'admin.createKey') return when === 'after';
  return fault === 'death' && when === 'before' && (call === 'kube.create' || call === 'kube.patch');
}

/** Lives through a story with one fault; the next process goes on to the end. Gives the calls up to the fault. */
async function live({ name, before, act, after }: Story, point: FaultPoint): Promise<readonly string[]> {
  const scene = tenantScene();
  await before(scene);
  await act(scene);
  const calls = await runWithFault(scene, point);
  const fatal = point.at === Infinity ? undefined : calls.at(-1);
  await scene.settle();
  const label = `${name}: ${point.fault} ${point.when} call ${String(point.at)}, ${fatal ?? ''}`;
  after(scene, label);
  const lost = lostKeys(scene);
  expect(lost.length, label).toBeLessThanOrEqual(mayLose(fatal, point) ? 1 : 0);
  if (scene.tenant() === undefined) return calls;
  expect(keyFaults(scene), label).toEqual(lost.map((key) => `${key} is left over`));
  expect(scene.events().filter((text) => text.startsWith('UnknownKey')).length, label).toBe(lost.length);
  return calls;
}

function isReading(call: string): boolean {
  return call === 'kube.get' || isRead(call.replace('admin.', ''));
}

const FAULTS: readonly Omit<FaultPoint, 'at'>[] = [
  { fault: 'death', when: 'before' },
  { fault: 'death', when: 'after' },
  { fault: 'broken connection', when: 'before' },
  { fault: 'broken connection', when: 'after' },
];

test.each(STORIES)('a fault at any single call of: $name, and the next process comes to the same end', async (story) => {
  const calls = await live(story, { at: Infinity, fault: 'death', when: 'after' });
  expect(calls.length).toBeGreaterThan(5);
  const last = calls.findLastIndex((call) => !isReading(call)) + 1;
  for (let at = 1; at <= last; at += 1) {
    // Before or after a read is the same.
    const faults = FAULTS.filter(({ when }) => when === 'before' || !isReading(calls[at - 1] ?? ''));
    for (const fault of faults) await live(story, { ...fault, at });
  }
});
