import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonPath } from './json-path/parse-json-path.ts';
import { sortByPath } from './sort-by-path.ts';

const sorted = (values: readonly unknown[]): unknown => {
  const things = values.map((x) => ({ x }));
  return sortByPath(things, (thing) => thing, parseJsonPath('.x')).sorted.map(({ x }) => x);
};

test.each<[string, readonly unknown[], readonly unknown[]]>([
  ['numbers', [10, 9, 1.5], [1.5, 9, 10]],
  ['texts', ['b10', 'a', 'b2'], ['a', 'b2', 'b10']],
  ['quantities', ['1Gi', '900Mi', '2'], ['2', '900Mi', '1Gi']],
  ['times', ['2026-01-02T00:00:00Z', '2025-12-31T00:00:00Z'], ['2025-12-31T00:00:00Z', '2026-01-02T00:00:00Z']],
  ['what is missing comes first', ['a', undefined, null], [undefined, null, 'a']],
  ['numbers before texts', ['a', 1], [1, 'a']],
])('%s', (_what, values, expected) => {
  expect(sorted(values)).toEqual(expected);
});

test('a field that is an object has no order', () => {
  expect(() => sorted([{ a: 1 }])).toThrow(
    expect.objectContaining({ exit: 2, message: 'cannot sort by ".x": it is no text and no number' }),
  );
});

test('nothing is lost, equal ones keep their places, and it tells whether the field was there', () => {
  const value = fc.oneof(fc.constantFrom('a', 'b2', 'b10', '1', '1Gi'), fc.nat({ max: 3 }), fc.boolean(), fc.constant(undefined));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (values) => {
      const things = values.map((x, at) => ({ x, at }));
      const result = sortByPath(things, (thing) => thing, parseJsonPath('x'));
      expect(result.sorted.map(({ at }) => at).toSorted((a, b) => a - b)).toEqual(things.map(({ at }) => at));
      expect(result.found).toBe(values.some((x) => x !== undefined));
      for (const [index, thing] of result.sorted.entries()) {
        const before = result.sorted[index - 1];
        if (before !== undefined && before.x === thing.x) expect(before.at).toBeLessThan(thing.at);
      }
      expect(sortByPath(result.sorted, (thing) => thing, parseJsonPath('x')).sorted).toEqual(result.sorted);
    }),
  );
});
