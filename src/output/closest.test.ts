import { expect, test } from 'vitest';
import { closest } from './closest.ts';

test.each([
  ['gte', 'get'],
  ['geet', 'get'],
  ['statsu', 'status'],
  ['uninstal', 'uninstall'],
  ['namespce', undefined],
  ['xyz', undefined],
])('%s is closest to %s', (word, expected) => {
  expect(closest(word, ['get', 'status', 'install', 'uninstall'])).toBe(expected);
});
