import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naturalOrder } from './natural-order.ts';

test('numbers in texts are ordered as numbers', () => {
  const sorted = ['item1', 'item2', 'item10', 'item10a', 'item010b', 'items'];
  expect(sorted.toReversed().toSorted(naturalOrder)).toEqual(sorted);
});

test('it is an order', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '-'), maxLength: 6 });
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
      if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0) expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});
