import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergedOrder } from './merged-order.ts';

function order(live: string, applied: string): string {
  const items = (text: string): readonly { element: string; value: string }[] =>
    Array.from(text).map((element) => ({ element, value: element }));
  return mergedOrder(items(live), items(applied))
    .map(({ element }) => element)
    .join('');
}

/** As a real server of 1.36 answered. */
test.each([
  ['abc', 'dcb', 'adcb'],
  ['ab', 'ca', 'cab'],
  ['adcb', 'bd', 'acbd'],
  ['abc', 'cna', 'bcna'],
  ['', 'ab', 'ab'],
  ['ab', '', 'ab'],
])('%s with %s is %s', (live, applied, expected) => {
  expect(order(live, applied)).toBe(expected);
});

test('every item once, and both lists in their order as far as they may be', () => {
  const letters = fc.shuffledSubarray(Array.from('abcdefg')).map((list) => list.join(''));
  fc.assert(
    fc.property(letters, letters, (live, applied) => {
      const merged = order(live, applied);
      expect(Array.from(merged).toSorted()).toEqual([...new Set(live + applied)].toSorted());
      expect(
        Array.from(merged)
          .filter((one) => applied.includes(one))
          .join(''),
      ).toBe(applied);
      const others = Array.from(live)
        .filter((one) => !applied.includes(one))
        .join('');
      expect(
        Array.from(merged)
          .filter((one) => !applied.includes(one))
          .join(''),
      ).toBe(others);
    }),
  );
});
