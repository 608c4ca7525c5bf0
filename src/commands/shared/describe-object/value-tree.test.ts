import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueTree } from './value-tree.ts';

test('a tree with everything as it is written', () => {
  const value = {
    replicas: 2,
    size: '1024Mi',
    every: '1h30m',
    on: false,
    none: null,
    empty: {},
    list: [],
    text: 'a\nb',
    items: [{ a: 1, b: 'x' }, 'y', ['z']],
  };
  expect(valueTree(value).join('\n')).toBe(`replicas: 2
size: 1024Mi
every: 1h30m
on: false
none: null
empty: {}
list: []
text: |
  a
  b
items:
  - a: 1
    b: x
  - y
  - - z`);
});

test('whatever is in it, no line can speak to a terminal, and every text is there', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const line of valueTree({ value })) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
  expect(valueTree({ a: 'red \u001B[31m\u2028x' })).toEqual(['a: red  [31m x']);
});
