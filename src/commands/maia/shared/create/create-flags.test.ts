import { expect, test } from 'vitest';
import { maiaInstance } from '../../../../kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../../../kinds/maia/maia-tenant.ts';
import type { KindDefinition } from '../../../../kernel/kind-definition.ts';
import { buildSpec } from '../../../shared/create/build-spec.ts';
import { kindFlags } from '../../../shared/create/kind-flags.ts';

async function spec(kind: KindDefinition, flags: Readonly<Record<string, unknown>>): Promise<unknown> {
  return buildSpec(kind, await kindFlags(kind, []), { name: 'acme', flags, set: [] });
}

test('a tenant from its short flags', async () => {
  const flags = {
    instance: 'memory',
    plan: 'free',
    'display-name': 'Acme',
    quota: ['memories=5', 'storage=1Gi'],
    'api-key': ['ci:read@k'],
  };
  expect(await spec(maiaTenant, flags)).toEqual({
    instanceRef: { name: 'memory' },
    plan: 'free',
    displayName: 'Acme',
    quotas: { maxMemories: 5, maxStorageBytes: 1024 ** 3 },
    apiKeys: [{ name: 'ci', secretRef: { name: 'k' }, scopes: ['read'] }],
  });
});

test('what is missing or wrong is told by the flag that gives it', async () => {
  await expect(spec(maiaTenant, {})).rejects.toMatchObject({ exit: 2, fix: 'give it with --instance' });
  await expect(spec(maiaTenant, { instance: 'a', 'api-key': ['ci:raed@k'] })).rejects.toMatchObject({
    exit: 2,
    why: expect.stringMatching(/^--api-key: spec\.apiKeys\[0\]\.scopes\[0\]: /) as string,
  });
  await expect(spec(maiaTenant, { instance: 'a', quota: ['rpm=default'] })).rejects.toMatchObject({ exit: 2 });
  await expect(spec(maiaInstance, { 'backup-schedule': 'never' })).rejects.toMatchObject({
    exit: 2,
    why: expect.stringMatching(/^--backup-schedule: spec\.backup\.schedule: /) as string,
  });
});

test('an instance from its short flags', async () => {
  const flags = {
    image: 'localhost:5000/acme/maia:v1.0.0',
    size: '20Gi',
    'storage-class': 'fast',
    replicas: '1',
    'backup-schedule': '0 3 * * *',
    tenancy: true,
    'ingress-host': 'maia.example.com',
    'from-secret': 'master/token',
  };
  expect(await spec(maiaInstance, flags)).toEqual({
    image: { repository: 'localhost:5000/acme/maia', tag: 'v1.0.0' },
    storage: { size: '20Gi', storageClassName: 'fast' },
    replicas: 1,
    backup: { enabled: true, schedule: '0 3 * * *' },
    tenancy: { enabled: true },
    ingress: { enabled: true, host: 'maia.example.com' },
    security: { apiKeySecretRef: { name: 'master', key: 'token' } },
  });
});

test.each([
  ['maia', { repository: 'maia' }],
  ['localhost:5000/maia', { repository: 'localhost:5000/maia' }],
  [`maia:v1@sha256:${'a'.repeat(64)}`, { repository: 'maia', tag: `v1@sha256:${'a'.repeat(64)}` }],
])('--image %s', async (image, expected) => {
  expect(await spec(maiaInstance, { image })).toEqual({ image: expected });
});

test.each([
  [{ image: `maia@sha256:${'a'.repeat(64)}` }, 'has a digest, but no tag before it'],
  [{ image: ':v1' }, 'names no image'],
  [{ 'from-secret': 'a/' }, 'is no NAME or NAME/KEY'],
  [{ 'from-secret': '' }, 'is no NAME or NAME/KEY'],
])('%o is refused: it %s', async (flags, words) => {
  await expect(spec(maiaInstance, flags)).rejects.toThrow(words);
});
