import { expect, test } from 'vitest';
import fc from 'fast-check';
import { canonicalJson, hashOf, sha256 } from './hash.ts';

test('keys are sorted at every depth and undefined is left out', () => {
  expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: { z: null, y: 'é"' } })).toBe('{"a":{"y":"é\\"","z":null},"b":[{"d":1}]}');
  expect(canonicalJson([undefined, 1])).toBe('[null,1]');
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

test('the hash does not depend on key order, and the text is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(hashOf(reversed(value))).toBe(hashOf(value));
      expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(JSON.parse(JSON.stringify(value))));
    }),
  );
});

test('order of lists, types and values do count', () => {
  const hashes = [[1, 2], [2, 1], ['1', 2], { 0: 1, 1: 2 }, null, [], {}, ''].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf({ a: 1 })).toMatch(/^[0-9a-f]{20}$/);
});

test('sha256 takes text as UTF-8 and bytes as they are', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(Buffer.from('ü'))).toBe(sha256('ü'));
});
