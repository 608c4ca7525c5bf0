import { expect, test } from 'vitest';
import { setField } from '../../../shared/create/set-field.ts';
import type { JsonObject } from '../../../../kernel/json.ts';
import { apiKeyFields } from './api-key-fields.ts';

function keys(...texts: readonly string[]): unknown {
  return apiKeyFields(texts, 'acme').reduce<JsonObject>((spec, field) => setField(spec, field), {})['apiKeys'];
}

test('name, scopes and Secret', () => {
  expect(keys('ci:read,write@pr-1-key', 'app', 'all:*@shared/second')).toEqual([
    { name: 'ci', secretRef: { name: 'pr-1-key' }, scopes: ['read', 'write'] },
    { name: 'app', secretRef: { name: 'acme-app' } },
    { name: 'all', secretRef: { name: 'shared', key: 'second' }, scopes: ['*'] },
  ]);
});

test.each([
  ['', 'has no name'],
  [':read@x', 'has no name'],
  ['ci:@x', 'has an empty scope'],
  ['ci:read,@x', 'has an empty scope'],
  ['ci@', 'has no usable name of a Secret'],
  ['ci@UPPER', 'has no usable name of a Secret'],
  ['My Key', 'names no Secret, and "acme-My Key" can be none'],
  ['ci@a/b/c', 'no usable key of the Secret'],
  ['ci@a/', 'no usable key of the Secret'],
])('%s is refused: it %s', (text, words) => {
  expect(() => apiKeyFields([text], 'acme')).toThrow(words);
});
