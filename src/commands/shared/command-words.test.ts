import { describe, expect, test } from 'vitest';
import { COMMANDS } from './command-table.ts';
import { commandIds, commandNamed, commandWords } from './command-words.ts';
import { entryPointOf } from './entry-point.ts';

describe('a command of a system', () => {
  test.each(['kubectl-maia', 'kubectl-aistack'])('is offered by %s', (executable) => {
    expect(commandIds(entryPointOf(executable))).toContain('backup trigger');
  });

  test.each(['kubectl-abi', 'kubectl-neurallog', 'kubectl-kaos', 'kubectl-marie'])('is not offered by %s', (executable) => {
    const entry = entryPointOf(executable);
    expect(commandWords(entry).filter((words) => words.startsWith('backup '))).toEqual([]);
    expect(commandNamed('backup trigger', entry)).toBeUndefined();
  });

  test('is found by its other words, under its own', () => {
    const entry = entryPointOf('kubectl-maia');
    expect(commandWords(entry)).toContain('backup create');
    expect(commandNamed('backup create', entry)?.id).toBe('backup trigger');
  });
});

test('every other command is offered by every entry point', () => {
  const common = Object.keys(COMMANDS).filter((id) => typeof COMMANDS[id] === 'function');
  expect(common).toContain('get');
  for (const executable of ['kubectl-marie', 'kubectl-aistack']) {
    expect(commandIds(entryPointOf(executable))).toEqual(expect.arrayContaining(common));
  }
});

test('no words mean two commands', () => {
  const words = commandWords(entryPointOf('kubectl-aistack'));
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
});
