import { expect, test } from 'vitest';
import { resourceLine, resourceName } from './resource-line.ts';

const tenant = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', metadata: { name: 'acme' } };

test('names carry the group, core kinds none', () => {
  expect(resourceName(tenant)).toBe('maiatenant.maia.cuemby.com/acme');
  expect(resourceName({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } })).toBe('secret/s');
});

test('a dry run says which', () => {
  expect(resourceLine(tenant, 'created')).toBe('maiatenant.maia.cuemby.com/acme created\n');
  expect(resourceLine(tenant, 'created', 'client')).toBe('maiatenant.maia.cuemby.com/acme created (dry run)\n');
  expect(resourceLine(tenant, 'created', 'server')).toBe('maiatenant.maia.cuemby.com/acme created (server dry run)\n');
});
