import { expect, test } from 'vitest';
import { labelValue } from './label-value.ts';

test.each([
  ['v1.0.0', 'v1.0.0'],
  ['sha256:abc', 'sha256_abc'],
  ['_v1+build-', 'v1_build'],
  [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ['…', ''],
])('%s becomes %s', (text, value) => {
  expect(labelValue(text)).toBe(value);
});
