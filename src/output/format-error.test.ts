import { expect, test } from 'vitest';
import { CliError } from './cli-error.ts';
import { formatError } from './format-error.ts';

const full = new CliError({ exit: 5, message: 'no', why: 'because', fix: 'do this', details: 'rules:\n- a\n' });

test('error, cause and fix, each on its line; details only with -v, the stack only with -v 8', () => {
  expect(formatError(full, 0)).toBe('error: no\ncause: because\nfix: do this\n');
  expect(formatError(full, 1)).toBe('error: no\ncause: because\nfix: do this\nrules:\n- a\n');
  expect(formatError(full, 7)).not.toContain('format-error.test');
  expect(formatError(full, 8)).toContain('format-error.test');
});

test('what there is nothing to say about is left out', () => {
  expect(formatError(new CliError({ exit: 1, message: 'no' }), 9)).toMatch(/^error: no\nCliError: no\n/);
  expect(formatError(new CliError({ exit: 1, message: 'no' }), 0)).toBe('error: no\n');
});
