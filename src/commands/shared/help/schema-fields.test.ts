import { expect, test } from 'vitest';
import { entryPointOf } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { fieldsPage } from './fields-page.ts';
import { schemaFields } from './schema-fields.ts';

test('lists every field with its type and what is said of it, through lists and maps', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', description: 'Its name.' },
      mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
      ports: { type: 'array', items: { type: 'object', properties: { port: { 'x-kubernetes-int-or-string': true } } } },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      free: { 'x-kubernetes-preserve-unknown-fields': true },
    },
  };
  expect(schemaFields(schema, '.spec').map(({ path, type, note }) => `${path} ${type} ${note}`.trim())).toEqual([
    '.spec.name string required; Its name.',
    '.spec.mode string a|b; default "a"',
    '.spec.ports []object',
    '.spec.ports[].port int-or-string',
    '.spec.labels map of string',
    '.spec.free any',
  ]);
});

test.each(KIND_IDENTITIES)('$kind has fields to show', async (kind) => {
  const page = await fieldsPage([`${kind.plural}.${kind.group}`], entryPointOf('kubectl-aistack'));
  expect(page).toMatch(/^FIELD +TYPE +MEANING\n\.spec\./);
  expect(page).toMatch(/\n\.status\./);
});

test('without a type it says where fields are named, and of which types it can tell', async () => {
  const page = await fieldsPage([], entryPointOf('kubectl-maia'));
  expect(page).toContain('get --sort-by=PATH');
  expect(page).toMatch(/help fields TYPE, for maiainstances, maiatenants\n$/);
});
