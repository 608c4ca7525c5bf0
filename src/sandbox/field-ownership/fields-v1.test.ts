import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference, EMPTY_SET, type FieldSet, intersection, isEmptySet, pathSet, sameSet, union } from './field-set.ts';
import { decodeFieldsV1, encodeFieldsV1, pathsOf } from './fields-v1.ts';

const element = fc.constantFrom(
  'f:a',
  'f:b.c/d',
  'k:{"name":"x"}',
  'k:{"port":80,"protocol":"TCP"}',
  'v:"x"',
  'v:2',
  'v:10',
  'v:true',
  'i:0',
  'f:',
);
const path = fc.array(element, { minLength: 1, maxLength: 4 });
const set: fc.Arbitrary<FieldSet> = fc.array(path, { maxLength: 8 }).map((paths) => paths.map(pathSet).reduce(union, EMPTY_SET));

function texts(one: FieldSet): readonly string[] {
  return [...pathsOf(one)].map((elements) => elements.join('|')).toSorted();
}

test('a set survives being written and read', () => {
  fc.assert(
    fc.property(set, (one) => {
      expect(sameSet(decodeFieldsV1(encodeFieldsV1(one)) ?? pathSet(['f:wrong']), one)).toBe(true);
    }),
  );
});

test('union, intersection and difference are those of the paths', () => {
  fc.assert(
    fc.property(set, set, (left, right) => {
      const [ours, theirs] = [texts(left), new Set(texts(right))];
      expect(texts(union(left, right))).toEqual([...new Set([...ours, ...theirs])].toSorted());
      expect(texts(intersection(left, right))).toEqual(ours.filter((one) => theirs.has(one)));
      expect(texts(difference(left, right))).toEqual(ours.filter((one) => !theirs.has(one)));
      expect(isEmptySet(difference(left, left))).toBe(true);
    }),
  );
});

test('elements stand in the order of the server', () => {
  const all = ['v:10', 'v:2', 'k:{"name":"b"}', 'f:b', 'k:{"name":"a"}', 'f:a', 'v:"x"', 'i:0'].map((one) => pathSet([one])).reduce(union);
  expect(Object.keys(encodeFieldsV1(all))).toEqual(['f:a', 'f:b', 'k:{"name":"a"}', 'k:{"name":"b"}', 'v:2', 'v:10', 'v:"x"', 'i:0']);
});

test.each([[{ spec: {} }], [{ 'f:a': 1 }], [{ 'k:[1]': {} }], [{ 'k:{': {} }], [{ 'i:x': {} }], ['f:a'], [null], [{ 'f:a': { b: {} } }]])(
  'is not read: %j',
  (value) => {
    expect(decodeFieldsV1(value)).toBeUndefined();
  },
);
