import fc from 'fast-check';
import { expect, test } from 'vitest';
import { strongComponents } from './strong-components.ts';

const successorsIn =
  (edges: readonly (readonly [string, string])[]) =>
  (node: string): readonly string[] =>
    edges.filter(([from]) => from === node).map(([, to]) => to);

test('two rings joined by a bridge, a self loop and a node alone', () => {
  const edges = [
    ['a', 'b'],
    ['b', 'a'],
    ['b', 'c'],
    ['c', 'd'],
    ['d', 'c'],
    ['e', 'e'],
    ['a', 'stranger'],
  ] as const;
  expect(strongComponents(['f', 'e', 'd', 'c', 'b', 'a'], successorsIn(edges))).toEqual([['f'], ['e'], ['d', 'c'], ['b', 'a']]);
});

test('a long chain does not end the stack', () => {
  const nodes = Array.from({ length: 50_000 }, (_, index) => String(index));
  const chain = (node: string): readonly string[] => [String((Number(node) + 1) % nodes.length)];
  expect(strongComponents(nodes, chain)).toHaveLength(1);
});

test('two nodes share a component exactly where each reaches the other', () => {
  const name = fc.integer({ min: 0, max: 7 }).map(String);
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.array(fc.tuple(name, name), { maxLength: 20 }), (nodes, edges) => {
      const known = edges.filter(([from, to]) => nodes.includes(from) && nodes.includes(to));
      const reaches = (from: string): ReadonlySet<string> => {
        const seen = new Set([from]);
        for (const node of seen) for (const next of successorsIn(known)(node)) seen.add(next);
        return seen;
      };
      const components = strongComponents(nodes, successorsIn(edges));
      expect(components.flat().toSorted()).toEqual(nodes.toSorted());
      for (const a of nodes) {
        for (const b of nodes) {
          const together = components.some((component) => component.includes(a) && component.includes(b));
          expect(together).toBe(reaches(a).has(b) && reaches(b).has(a));
        }
      }
    }),
  );
});
