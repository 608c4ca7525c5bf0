import { expect, test } from 'vitest';
import { mergePodSpec } from './merge-pod-spec.ts';

const BASE = {
  enableServiceLinks: false,
  containers: [
    {
      name: 'agent',
      image: 'kaos-agent:latest',
      args: ['a', 'b'],
      env: [
        { name: 'ONE', value: '1' },
        { name: 'TWO', value: '2' },
      ],
      ports: [{ containerPort: 8000, name: 'http' }],
      volumeMounts: [{ mountPath: '/etc/kaos', name: 'card' }],
      resources: { limits: { cpu: '1' } },
    },
  ],
  volumes: [{ name: 'card', configMap: { name: 'agent-x' } }],
};

function merged(override: Readonly<Record<string, unknown>>): unknown {
  const result = mergePodSpec(BASE, override, 'spec.podSpec');
  return 'problem' in result ? result.problem : result.podSpec;
}

test('objects merge field by field, maps deep, and what is not named stays', () => {
  expect(merged({ nodeSelector: { disk: 'ssd' } })).toEqual({ ...BASE, nodeSelector: { disk: 'ssd' } });
  expect(merged({ containers: [{ name: 'agent', resources: { limits: { memory: '1Gi' } } }] })).toMatchObject({
    containers: [{ image: 'kaos-agent:latest', resources: { limits: { cpu: '1', memory: '1Gi' } } }],
  });
});

test('lists with a key merge by it: containers, env, ports, mounts, volumes; new entries stand behind', () => {
  const result = merged({
    containers: [
      {
        name: 'agent',
        env: [
          { name: 'TWO', value: '22' },
          { name: 'THREE', value: '3' },
        ],
        ports: [{ containerPort: 8000, name: 'web' }, { containerPort: 9 }],
      },
      { name: 'side', image: 's' },
    ],
    volumes: [{ name: 'more', emptyDir: {} }],
  });
  expect(result).toMatchObject({
    containers: [
      {
        env: [
          { name: 'ONE', value: '1' },
          { name: 'TWO', value: '22' },
          { name: 'THREE', value: '3' },
        ],
        ports: [{ containerPort: 8000, name: 'web' }, { containerPort: 9 }],
        volumeMounts: [{ mountPath: '/etc/kaos' }],
      },
      { name: 'side', image: 's' },
    ],
    volumes: [{ name: 'card' }, { name: 'more', emptyDir: {} }],
  });
});

test('lists without a key are replaced; null takes a field away', () => {
  expect(merged({ containers: [{ name: 'agent', args: ['c'] }] })).toMatchObject({ containers: [{ args: ['c'] }] });
  expect(merged({ enableServiceLinks: null })).not.toHaveProperty('enableServiceLinks');
  expect(merged({ tolerations: [{ key: 'a' }, { key: 'a' }] })).toMatchObject({ tolerations: [{ key: 'a' }, { key: 'a' }] });
});

test('another source of a volume or of a variable replaces the one that was there', () => {
  expect(merged({ volumes: [{ name: 'card', secret: { secretName: 's' } }] })).toMatchObject({
    volumes: [{ name: 'card', secret: { secretName: 's' } }],
  });
  expect(merged({ volumes: [{ name: 'card', secret: { secretName: 's' } }] })).not.toHaveProperty('volumes.0.configMap');
  const env = merged({ containers: [{ name: 'agent', env: [{ name: 'ONE', valueFrom: { fieldRef: {} } }] }] });
  expect(env).toMatchObject({ containers: [{ env: [{ name: 'ONE', valueFrom: {} }, {}] }] });
  expect(env).not.toHaveProperty('containers.0.env.0.value');
});

test('what cannot be merged is told with its place', () => {
  expect(merged({ containers: [{ image: 'x' }] })).toBe('spec.podSpec.containers[0] has no name: the list is merged by it');
  expect(merged({ containers: [{ name: 'a' }, { name: 'a' }] })).toBe('spec.podSpec.containers has two entries with name a');
  expect(merged({ containers: { name: 'agent' } })).toBe('spec.podSpec.containers must be a list');
  expect(merged({ volumes: ['card'] })).toBe('spec.podSpec.volumes[0] must be an object with name');
});
