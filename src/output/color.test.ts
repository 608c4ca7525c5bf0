import { expect, test } from 'vitest';
import { paintLabels, shouldColor } from './color.ts';

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('--color=%s with %j on a terminal %s: %s', (mode, env, isTerminal, expected) => {
  expect(shouldColor(mode, env, isTerminal)).toBe(expected);
});

test('only labels at the start of a line are painted', () => {
  expect(paintLabels('error: no error: here\ncause: x\n')).toBe('\u001B[1;31merror:\u001B[0m no error: here\n\u001B[2mcause:\u001B[0m x\n');
});
