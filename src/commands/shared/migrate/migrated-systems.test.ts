import { expect, test } from 'vitest';
import { entryPointOf } from '../entry-point.ts';
import { migratedSystems } from './migrated-systems.ts';

function named(entry: string, words: readonly string[], required = true): readonly string[] {
  return migratedSystems(entryPointOf(entry), words, { required }).map(({ id }) => id);
}

test('systems by name, all of them, or the only one', () => {
  expect(named('kubectl-aistack', ['kaos', 'maia'])).toEqual(['maia', 'kaos']);
  expect(named('kubectl-aistack', ['all'])).toHaveLength(5);
  expect(named('kubectl-maia', [])).toEqual(['maia']);
  expect(named('kubectl-aistack', [], false)).toHaveLength(5);
});

test('of several none is chosen unasked, and an unknown one is told', () => {
  expect(() => named('kubectl-aistack', [])).toThrow('which systems is not said');
  expect(() => named('kubectl-maia', ['kaos'])).toThrow('"kaos" is no system of kubectl maia');
});
