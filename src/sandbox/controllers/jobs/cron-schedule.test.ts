import { expect, test } from 'vitest';
import { lastDue } from './cron-job-controller.ts';
import { parseCronSchedule } from './cron-schedule.ts';

const next = (schedule: string, from: string, timeZone?: string): string | undefined => {
  const at = parseCronSchedule(schedule, timeZone)?.after(Date.parse(from));
  return at === undefined ? undefined : new Date(at).toISOString();
};

test.each([
  ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00.000Z'],
  ['*/15 * * * *', '2026-01-01T00:15:00Z', '2026-01-01T00:30:00.000Z'],
  ['0 2 * * *', '2026-01-01T02:00:00Z', '2026-01-02T02:00:00.000Z'],
  ['30 4 1,15 * 5', '2026-01-03T00:00:00Z', '2026-01-09T04:30:00.000Z'],
  ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['0 9 * jan mon-fri', '2026-01-31T00:00:00Z', '2027-01-01T09:00:00.000Z'],
  ['5/20 * * * *', '2026-01-01T00:06:00Z', '2026-01-01T00:25:00.000Z'],
  ['@daily', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
  ['@every 90s', '2026-01-01T00:00:00Z', '2026-01-01T00:01:30.000Z'],
])('%s after %s is %s', (schedule, from, expected) => {
  expect(next(schedule, from)).toBe(expected);
});

test('times are local to the zone, on both sides of a change of the clocks', () => {
  expect(next('0 2 * * *', '2026-01-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-01-01T01:00:00.000Z');
  expect(next('0 2 * * *', '2026-07-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-02T00:00:00.000Z');
  // 2026-03-29 02:30 does not exist in Berlin.
  expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30:00.000Z');
  expect(parseCronSchedule('0 2 * * *', 'Mars/Olympus')).toBeUndefined();
});

test('a day that never comes has no next time', () => {
  expect(next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
});

test('the last due time is found near and far', () => {
  const schedule = parseCronSchedule('*/5 * * * *');
  const at = (text: string): number => Date.parse(text);
  const due = (from: string, now: string): string | undefined => {
    const found = schedule === undefined ? undefined : lastDue(schedule, at(from), at(now));
    return found === undefined ? undefined : new Date(found).toISOString();
  };
  expect(due('2026-01-01T00:00:00Z', '2026-01-01T00:04:59Z')).toBeUndefined();
  expect(due('2026-01-01T00:00:00Z', '2026-01-01T00:12:00Z')).toBe('2026-01-01T00:10:00.000Z');
  expect(due('2020-01-01T00:00:00Z', '2026-01-01T00:12:00Z')).toBe('2026-01-01T00:10:00.000Z');
});
