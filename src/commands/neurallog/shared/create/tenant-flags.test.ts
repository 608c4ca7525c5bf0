import { expect, test } from 'vitest';
import { tenant } from '../../../../kinds/neurallog/tenant.ts';
import { buildSpec } from '../../../shared/create/build-spec.ts';
import { kindFlags } from '../../../shared/create/kind-flags.ts';

const flags = await kindFlags(tenant, []);

function built(given: Readonly<Record<string, unknown>>): unknown {
  return buildSpec(tenant, flags, { name: 'acme', flags: given, set: [] });
}

test('the short flags build a spec', () => {
  expect(
    built({
      image: 'neurallog/server:1.0.0',
      'server-replicas': '3',
      'redis-storage': '8Gi',
      quota: ['cpu=4,memory=8Gi', 'storage=20Gi,cpu.request=2', 'requests.memory=4Gi'],
      'allow-namespace': ['default,monitoring', 'default'],
    }),
  ).toEqual({
    server: { image: 'neurallog/server:1.0.0', replicas: 3 },
    redis: { storage: '8Gi' },
    resources: { cpu: { limit: '4', request: '2' }, memory: { limit: '8Gi', request: '4Gi' }, storage: { limit: '20Gi' } },
    networkPolicy: { allowedNamespaces: ['default', 'monitoring'] },
  });
});

test.each(['cpu', 'gpu=1', 'cpu=', 'cpu.most=1', 'limits.gpu=1', '=4'])('--quota %s is refused', (text) => {
  expect(() => built({ quota: [text] })).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});

test('what the flags say is checked as a manifest is', () => {
  expect(() => built({ quota: ['cpu=lots'] })).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  expect(() => built({ 'allow-namespace': ['No Such'] })).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});
