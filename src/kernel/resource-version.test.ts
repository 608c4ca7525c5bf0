import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareResourceVersions } from './resource-version.ts';

test('versions are ordered as integers of any length', () => {
  const version = fc.bigInt({ min: 0n, max: 2n ** 70n });
  fc.assert(
    fc.property(version, version, (left, right) => {
      expect(Math.sign(compareResourceVersions(String(left), String(right)))).toBe(left < right ? -1 : Number(left > right));
    }),
  );
  expect(compareResourceVersions('9', '10')).toBeLessThan(0);
  expect(compareResourceVersions('10', '10')).toBe(0);
});
