import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuantity } from '../../kernel/quantity.ts';
import { canonicalQuantity, canonicalResource, formatQuantity, quantityProblem } from './canonical-quantity.ts';

const suffixes = ['', 'm', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'E-3'];
const quantities = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.option(fc.stringMatching(/^\d{1,3}$/)), fc.constantFrom(...suffixes))
  .map(([whole, fraction, suffix]) => `${String(whole)}${fraction === null ? '' : `.${fraction}`}${suffix}`);

test('the written form means the same', () => {
  fc.assert(fc.property(quantities, (text) => parseQuantity(canonicalQuantity(text)) === parseQuantity(text)));
});

test('the written form is kept when it comes back', () => {
  fc.assert(fc.property(quantities, (text) => canonicalQuantity(canonicalQuantity(text)) === canonicalQuantity(text)));
});

test('a list of resources is never finer than a thousandth, and never less than was asked for', () => {
  fc.assert(
    fc.property(quantities, (text) => {
      const written = parseQuantity(canonicalResource(text)) ?? -1n;
      return written % 1_000_000n === 0n && written >= (parseQuantity(text) ?? 0n);
    }),
  );
});

test.each([
  [1_500_000_000n, '', '1500m'],
  [2_048n * 1_000_000_000n, 'Ki', '2Ki'],
  [1_000n * 1_000_000_000n, 'Ki', '1k'],
  [0n, 'Gi', '0'],
])('%s nano-units in the form of %j', (amount, like, text) => {
  expect(formatQuantity(amount, like)).toBe(text);
});

test('what is no quantity is told apart', () => {
  expect(quantityProblem('1Gi')).toBeUndefined();
  expect(quantityProblem('1GG')).toBe("unable to parse quantity's suffix");
  expect(quantityProblem('x')).toContain('quantities must match the regular expression');
});
