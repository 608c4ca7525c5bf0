import { expect, test } from 'vitest';
import { levelOf, lineFilters } from './line-filter.ts';

test.each([
  ['{"level":"warn","msg":"x"}', 'warn'],
  ['{"severity":"ERROR","message":"x"}', 'error'],
  ['{"level":50,"msg":"pino"}', 'error'],
  ['{"level":5,"msg":"below"}', 'trace'],
  ['{"msg":"none"}', undefined],
  ['{not json: INFO', 'info'],
  ['2026-11-21T10:00:00Z INFO maia: ready', 'info'],
  ['time="2026" level=warning msg="slow"', 'warn'],
  ['[error] it broke', 'error'],
  ['E1121 22:00:00.000000 1 main.go:3] no', 'error'],
  ['INFO:     Uvicorn running', 'info'],
  ['an error in a message is no level', undefined],
  ['    at stack (file.js:1)', undefined],
])('%s', (line, level) => {
  expect(levelOf(line)).toBe(level);
});

test('lines of at least the level, and what belongs to them; each log for itself', () => {
  const filters = lineFilters(undefined, 'warn');
  const [first, second] = [filters?.(), filters?.()];
  const lines = ['starting', 'INFO a', 'ERROR b', '  at stack', 'DEBUG c', '  more of c', '2026-11-21T10:00:00.1Z WARN d'];
  expect(lines.filter((line) => first?.(line))).toEqual(['ERROR b', '  at stack', '2026-11-21T10:00:00.1Z WARN d']);
  expect(second?.('  at stack')).toBe(false);
});

test('lines that match; a wrong expression is a usage error; nothing given is no filter', () => {
  const filter = lineFilters('b+c', undefined)?.();
  expect(['abbc', 'ac'].map((line) => filter?.(line))).toEqual([true, false]);
  expect(() => lineFilters('(', undefined)).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  expect(lineFilters(undefined, undefined)).toBeUndefined();
});
