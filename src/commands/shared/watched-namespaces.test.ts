import { expect, test } from 'vitest';
import { watchedNamespaces } from './watched-namespaces.ts';

test('each namespace once; not given is not the same as none', () => {
  expect(watchedNamespaces({ 'watch-namespaces': 'a, b,a' })).toEqual(['a', 'b']);
  expect(watchedNamespaces({ namespace: 'x' })).toBeUndefined();
});

test.each([
  [{ 'watch-namespaces': 'a', 'all-namespaces': true }, '--watch-namespaces contradicts --all-namespaces'],
  [{ 'watch-namespaces': 'a', namespace: 'b' }, '--watch-namespaces contradicts --namespace'],
  [{ 'watch-namespaces': 'a,,b' }, '--watch-namespaces "a,,b" has an empty name'],
])('%j is wrong usage', (flags, message) => {
  expect(() => watchedNamespaces(flags)).toThrow(expect.objectContaining({ exit: 2, message }));
});
