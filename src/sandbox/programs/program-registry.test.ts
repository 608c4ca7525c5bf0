import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Program } from './program.ts';
import { createProgramRegistry } from './program-registry.ts';

test('the first program that matches is taken', () => {
  const program = (name: string, prefix: string): Program => ({
    name,
    matches: ({ image }) => image.startsWith(prefix),
    start: () => ({}),
  });
  const registry = createProgramRegistry([program('first', 'a/b')]);
  registry.add(program('second', 'a/'));
  registry.add(program('third', 'a/b'));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
  } satisfies KubeObject;
  const found = (image: string): string | undefined =>
    registry.find({ name: 'main', image, command: [], args: [], env: {}, ports: [] }, pod)?.name;
  expect([found('a/b:1'), found('a/c:1'), found('b')]).toEqual(['first', 'second', undefined]);
});
