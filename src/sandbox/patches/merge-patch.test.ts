import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatch as difference } from '../../kernel/merge-patch.ts';
import { mergePatch } from './merge-patch.ts';

const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.string(),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 }),
  ),
})).node;
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });

test('the patch from one object to another makes the other', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      expect(mergePatch(before, difference(before, after) ?? {})).toEqual(after);
    }),
  );
});

test('a patch that says nothing gives the object itself', () => {
  fc.assert(
    fc.property(object, (before) => {
      expect(mergePatch(before, { z: null })).toBe(before);
    }),
  );
});

test('nulls in what is new mean absence, except in lists', () => {
  expect(mergePatch({}, { a: { b: null, c: { d: null } }, l: [null, { e: null }] })).toEqual({ a: { c: {} }, l: [null, {}] });
});

test.each([
  [[], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  [null, 'Invalid JSON Patch'],
])('%j is no patch', (body, message) => {
  expect(() => mergePatch({}, body)).toThrow(message);
});
