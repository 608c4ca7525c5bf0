import { expect, test } from 'vitest';
import { isCronSchedule } from './cron.ts';

test.each([
  '0 2 * * *',
  '30 1 * * *',
  '*/15 0-6 1,15 * 1-5',
  '0 9 * JAN-mar mon-FRI',
  '5/10 ? 31 12 0',
  '0  2   * * *',
  '@daily',
  '@every 1h30m',
  '00 02 01 01 06',
])('%s is a schedule', (text) => {
  expect(isCronSchedule(text)).toBe(true);
});

test.each([
  '',
  '0 2 * *',
  '0 2 * * * *',
  '60 2 * * *',
  '0 24 * * *',
  '0 2 0 * *',
  '0 2 * 13 *',
  '0 2 * * 7',
  '*/0 * * * *',
  '0 9-8 * * *',
  '0 9 * DEC-JAN *',
  '0 9 * * fri-mon',
  '0 9 * * 1-fri',
  '0,, 2 * * *',
  'TZ=UTC 0 2 * * *',
  '@reboot',
  '@every day',
  ' 0 2 * * *',
])('%j is none', (text) => {
  expect(isCronSchedule(text)).toBe(false);
});
