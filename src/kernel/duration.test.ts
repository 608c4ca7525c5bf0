import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatGoDuration, GO_DURATION_PATTERN, parseGoDuration, PROMETHEUS_DURATION_PATTERN } from './duration.ts';

test.each([
  ['0', 0],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1.s', 1000],
  ['250us', 0.25],
  ['7µs', 0.007],
  ['2h45m30.25s', 9_930_250],
  ['1s1s', 2000],
])('%s is %d ms', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test.each(['', '5', '5 m', '-5m', '1d', 'm', '.s', '1h30', '2562048h'])('%j is no Go duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

test.each([
  [0, '0s'],
  [350, '350ms'],
  [1000, '1s'],
  [63_500, '1m3.5s'],
  [7_200_000, '2h0m0s'],
  [-1500, '-1.5s'],
])('%d ms is printed as %s', (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text);
});

test('what is printed is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
      const text = formatGoDuration(ms);
      expect(text).toMatch(GO_DURATION_PATTERN);
      expect(parseGoDuration(text)).toBeCloseTo(ms, 6);
    }),
  );
});

test('Prometheus durations have days and no fractions', () => {
  for (const text of ['30s', '1d', '1h30m', '0', '1y2w3d4h5m6s7ms']) expect(text).toMatch(PROMETHEUS_DURATION_PATTERN);
  for (const text of ['1.5s', '30', '5m1h', '1s1s', '30 s']) expect(text).not.toMatch(PROMETHEUS_DURATION_PATTERN);
});
