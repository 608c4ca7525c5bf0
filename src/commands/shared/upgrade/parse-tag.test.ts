import { expect, test } from 'vitest';
import { hasDigest, parseTag } from './parse-tag.ts';

test('a tag is taken as it is', () => {
  for (const tag of ['v1.0.0', 'latest', '_x', '1', `a${'b'.repeat(127)}`]) expect(parseTag(tag)).toBe(tag);
});

test.each([
  [`v1@sha256:${'a'.repeat(64)}`, 'has a digest'],
  [`sha256:${'a'.repeat(64)}`, 'has a digest'],
  ['ghcr.io/acme/maia:v1', 'names an image'],
  ['maia:v1', 'names an image'],
  ['acme/maia', 'names an image'],
  ['', 'is no image tag'],
  ['-v1', 'is no image tag'],
  ['v1+build', 'is no image tag'],
  [`a${'b'.repeat(128)}`, 'is no image tag'],
])('%s is refused: it %s', (text, words) => {
  expect(() => parseTag(text)).toThrow(words);
});

test('the fix for a whole image is its tag', () => {
  expect(() => parseTag('localhost:5000/maia:v2')).toThrow(
    expect.objectContaining({ exit: 2, fix: 'name the tag alone: --to v2' }) as Error,
  );
  expect(() => parseTag('localhost:5000/maia')).toThrow(expect.objectContaining({ fix: 'name the tag alone' }) as Error);
});

test('digests are told from tags', () => {
  expect([hasDigest('v1@sha256:0'), hasDigest('sha256:0'), hasDigest('sha256'), hasDigest('v1')]).toEqual([true, true, false, false]);
});
