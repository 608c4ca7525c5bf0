import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { keyFaults, settledTenant } from '../../../../test/support/tenant-scene.ts';
import { sha256 } from '../../../kernel/hash.ts';
import type { JsonObject } from '../../../kernel/json.ts';

test('the demo tenant of the examples becomes Active, and its Secret has the key that the server lists', async () => {
  const text = readFileSync(new URL('../../../../examples/maia/demo-tenant.yaml', import.meta.url), 'utf8');
  const { spec } = parse(text) as { readonly spec: JsonObject };
  const scene = await settledTenant({ ...spec, instanceRef: { name: 'notes' } });
  expect([scene.status().phase, keyFaults(scene)]).toEqual(['Active', []]);
  const key = scene.server.keys.get(sha256(scene.value('demo-api-key') ?? ''));
  expect(key).toMatchObject({ name: 'demo-key', scopes: ['read', 'write', 'context'] });
});
