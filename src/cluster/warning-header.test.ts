import { expect, test } from 'vitest';
import { warningTexts } from './warning-header.ts';

test('texts of several warnings, with commas and escaped quotes', () => {
  expect(warningTexts('299 - "unknown field \\"a\\", ignored", 299 - "v1beta1 is deprecated"')).toEqual([
    'unknown field "a", ignored',
    'v1beta1 is deprecated',
  ]);
  expect(warningTexts('nonsense')).toEqual([]);
});
