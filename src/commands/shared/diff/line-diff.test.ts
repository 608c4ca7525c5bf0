import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffLine } from './line-diff.ts';
import { lineDiff } from './line-diff.ts';

const side = (lines: readonly DiffLine[], other: '-' | '+'): readonly string[] =>
  lines.filter(({ op }) => op !== other).map(({ text }) => text);

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });

/** Length of the longest common subsequence, the slow and simple way. */
function common(left: readonly string[], right: readonly string[]): number {
  const rows = left.reduce<number[]>(
    (above, word) => {
      const row = [0];
      right.forEach((other, index) =>
        row.push(word === other ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0)),
      );
      return row;
    },
    Array.from({ length: right.length + 1 }, () => 0),
  );
  return rows.at(-1) ?? 0;
}

test('the script gives both sides back, and is as short as can be', () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      const lines = lineDiff(before, after);
      expect(side(lines, '+')).toEqual(before);
      expect(side(lines, '-')).toEqual(after);
      expect(lines.filter(({ op }) => op === ' ').length).toBe(common(before, after));
    }),
    { numRuns: 500 },
  );
});

test('equal texts differ nowhere', () => {
  expect(lineDiff(['a', 'b'], ['a', 'b']).every(({ op }) => op === ' ')).toBe(true);
  expect(lineDiff([], [])).toEqual([]);
});

test('texts with nothing in common do not take for ever', () => {
  const many = (mark: string): string[] => Array.from({ length: 6_000 }, (_, index) => `${mark}${index}`);
  const lines = lineDiff(many('a'), many('b'));
  expect(lines).toHaveLength(12_000);
});
