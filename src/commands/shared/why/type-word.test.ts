import { expect, test } from 'vitest';
import { entryPointOf } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { kindNamed } from '../nouns.ts';
import { typeWord } from './type-word.ts';

test('the word for a kind means that kind for every entry point that has it', () => {
  for (const kind of KIND_IDENTITIES) {
    for (const executable of ['kubectl-aistack', `kubectl-${kind.system}`])
      expect(kindNamed(typeWord(kind), entryPointOf(executable))).toBe(kind);
  }
  expect(KIND_IDENTITIES.map(typeWord)).toContain('maiainstance');
  expect(KIND_IDENTITIES.map(typeWord)).toContain('tenant.neurallog.io');
});
