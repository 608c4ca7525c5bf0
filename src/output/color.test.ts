import { expect, test } from 'vitest';
import { COLOR_MODES, paintLabels, shouldColor } from './color.ts';

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

test('every combination of terminal, NO_COLOR, FORCE_COLOR, TERM and --color', () => {
  const coloured: string[] = [];
  for (const mode of COLOR_MODES) {
    for (const isTerminal of [true, false]) {
      for (const no of [undefined, '', '1']) {
        for (const force of [undefined, '0', '1']) {
          for (const term of [undefined, 'xterm', 'dumb']) {
            const env = { NO_COLOR: no, FORCE_COLOR: force, TERM: term };
            if (shouldColor(mode, env, isTerminal))
              coloured.push([mode, isTerminal ? 'terminal' : 'pipe', `${no}`, `${force}`, `${term}`].join(' '));
          }
        }
      }
    }
  }
  expect(coloured.filter((line) => !line.startsWith('always'))).toEqual([
    'auto terminal undefined undefined undefined',
    'auto terminal undefined undefined xterm',
    'auto terminal undefined 1 undefined',
    'auto terminal undefined 1 xterm',
    'auto terminal undefined 1 dumb',
    'auto terminal  undefined undefined',
    'auto terminal  undefined xterm',
    'auto terminal  1 undefined',
    'auto terminal  1 xterm',
    'auto terminal  1 dumb',
    'auto pipe undefined 1 undefined',
    'auto pipe undefined 1 xterm',
    'auto pipe undefined 1 dumb',
    'auto pipe  1 undefined',
    'auto pipe  1 xterm',
    'auto pipe  1 dumb',
  ]);
  expect(coloured.filter((line) => line.startsWith('always'))).toHaveLength(2 * 3 * 3 * 3);
});
