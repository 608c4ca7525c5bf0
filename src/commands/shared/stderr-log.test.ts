import { expect, test } from 'vitest';
import { stderrLog, type StderrLogOptions } from './stderr-log.ts';

function written(options: Pick<StderrLogOptions, 'verbosity' | 'format'>): readonly string[] {
  const lines: string[] = [];
  const log = stderrLog({ ...options, write: (text) => lines.push(text), now: () => Date.UTC(2026, 2, 1, 12) });
  log.debug('a detail');
  log.info('news');
  log.warn('odd', { failures: 1 });
  log.error('bad');
  return lines;
}

test('warnings and errors are always told, news from -v 2, details from -v 4', () => {
  expect(written({ verbosity: 1, format: 'text' })).toEqual(['warning: odd failures=1\n', 'error: bad\n']);
  expect(written({ verbosity: 2, format: 'text' })).toContain('info: news\n');
  expect(written({ verbosity: 3, format: 'text' })).toHaveLength(3);
  expect(written({ verbosity: 4, format: 'text' })[0]).toBe('debug: a detail\n');
});

test("json lines have zap's keys", () => {
  const [line = ''] = written({ verbosity: 0, format: 'json' });
  expect(JSON.parse(line)).toEqual({ level: 'warn', ts: '2026-03-01T12:00:00Z', msg: 'odd', failures: 1 });
});
