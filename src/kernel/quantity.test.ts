import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareQuantities, parseQuantity, sameQuantity } from './quantity.ts';

test.each([
  ['1000m', '1'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1024Mi', '1Gi'],
  ['1e3', '1k'],
  ['1E3', '1k'],
  ['1e-3', '1m'],
  ['1E', '1000P'],
  ['1Ei', '1024Pi'],
  ['+1', '1'],
  ['1.', '1'],
  ['-0', '0'],
  ['-1500m', '-1.5'],
  ['0.1Ki', '102.4'],
  ['1000000000n', '1'],
  ['0001', '1'],
])('%s means the same as %s', (left, right) => {
  expect(sameQuantity(left, right)).toBe(true);
  expect(compareQuantities(left, right)).toBe(0);
});

test('numbers of a manifest are quantities too', () => {
  expect(sameQuantity(1, '1000m')).toBe(true);
  expect(sameQuantity(0.25, '250m')).toBe(true);
  expect(sameQuantity(1e21, '1000E')).toBe(true);
});

test.each([
  ['1', '1m'],
  ['1k', '1Ki'],
  ['1M', '1m'],
  ['1', '-1'],
])('%s and %s are different amounts', (left, right) => {
  expect(sameQuantity(left, right)).toBe(false);
});

test('what is finer than a nano-unit is rounded away from zero, as the API server does', () => {
  expect(parseQuantity('0.1n')).toBe(1n);
  expect(parseQuantity('1.0000000001')).toBe(1_000_000_001n);
  expect(parseQuantity('-0.1n')).toBe(-1n);
  expect(parseQuantity('0.0000000001Ki')).toBe(103n);
});

test.each(['', ' ', '1 ', 'Gi', '.', '+', '1K', '1ki', '1KI', '1e', '1e1.5', '0x10', '1,5', '１', 'NaN', '--1', '1mi', '1\n'])(
  '%j is no quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
    expect(sameQuantity(text, text)).toBe(false);
    expect(compareQuantities(text, '1')).toBeUndefined();
  },
);

test('every spelling of an amount is the same amount, and amounts keep their order', () => {
  const amount = fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n });
  const spellings = (nano: bigint): readonly string[] => {
    const sign = nano < 0n ? '-' : '';
    const digits = String(nano < 0n ? -nano : nano).padStart(10, '0');
    const decimal = `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}`;
    return [`${String(nano)}n`, `${String(nano)}e-9`, decimal, `${decimal}e0`];
  };
  fc.assert(
    fc.property(amount, amount, (left, right) => {
      for (const spelling of spellings(left)) expect(parseQuantity(spelling)).toBe(left);
      const order = compareQuantities(spellings(left)[2] ?? '', spellings(right)[0] ?? '');
      expect(Math.sign(order ?? Number.NaN)).toBe(left < right ? -1 : Number(left > right));
    }),
  );
});

test('a binary suffix is a power of 1024, a decimal one of 1000', () => {
  const suffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
  const decimal = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.nat(5), (count, power) => {
      expect(sameQuantity(`${String(count)}${suffixes[power + 1] ?? ''}`, `${String(count * 1024)}${suffixes[power] ?? ''}`)).toBe(true);
      expect(sameQuantity(`${String(count)}${decimal[power + 1] ?? ''}`, `${String(count * 1000)}${decimal[power] ?? ''}`)).toBe(true);
    }),
  );
});
