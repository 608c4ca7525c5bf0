import { expect, test } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-2 * SECOND, '<invalid>'],
  [-1, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [9 * MINUTE + 59 * SECOND, '9m59s'],
  [10 * MINUTE + 30 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [7 * HOUR + 5 * MINUTE, '7h5m'],
  [8 * HOUR + 5 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY + 3 * HOUR, '2d3h'],
  [8 * DAY + 3 * HOUR, '8d'],
  [729 * DAY, '729d'],
  [2 * 365 * DAY, '2y'],
  [3 * 365 * DAY + 4 * DAY, '3y4d'],
  [8 * 365 * DAY + 4 * DAY, '8y'],
])('%i ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test('an age without a time is unknown, with nonsense invalid', () => {
  expect(ageOf(undefined, 0)).toBe('<unknown>');
  expect(ageOf('yesterday', 0)).toBe('<invalid>');
  expect(ageOf('1970-01-01T00:00:00Z', 90 * SECOND)).toBe('90s');
});
