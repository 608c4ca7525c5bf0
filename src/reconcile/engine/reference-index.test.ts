import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReferenceIndex } from './reference-index.ts';

test('the reverse of what was set last for each primary', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }))), (changes) => {
      const index = createReferenceIndex();
      const model = new Map<string, readonly string[]>();
      for (const [primary, targets] of changes) {
        index.set(primary, targets);
        model.set(primary, targets);
      }
      for (const target of ['x', 'y', 'z', 'never']) {
        const wanted = [...model].filter(([, targets]) => targets.includes(target)).map(([primary]) => primary);
        expect([...index.primariesOf(target)].toSorted()).toEqual(wanted.toSorted());
      }
    }),
  );
});
