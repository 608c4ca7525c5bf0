import { expect, test } from 'vitest';
import { plainEnv, secretEnv } from './container-env.ts';

test('dollars survive the expansion that Kubernetes does in values', () => {
  expect(plainEnv('DIR', '/a $(HOME) $$ $b')).toEqual({ name: 'DIR', value: '/a $$(HOME) $$$$ $$b' });
});

test('a secret value is only referred to', () => {
  expect(secretEnv('KEY', { name: 's', key: 'k' })).toEqual({ name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } });
});
