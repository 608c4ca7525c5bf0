import { expect, test } from 'vitest';
import { isMember, unionOf } from './field-trie.ts';

test('the union has every field of both, and says which nodes are themselves in it', () => {
  const left = { 'f:spec': { 'f:replicas': {}, 'f:args': {} }, 'f:data': {} };
  const right = { 'f:spec': { 'f:args': { '.': {}, 'v:"a"': {} } }, 'f:data': { 'f:key': {} } };
  expect(unionOf(left, right)).toEqual({
    'f:spec': { 'f:replicas': {}, 'f:args': { '.': {}, 'v:"a"': {} } },
    // The map itself is in the set of the left, a key of it in that of the right.
    'f:data': { '.': {}, 'f:key': {} },
  });
  expect(unionOf(left, {})).toEqual(left);
  expect(unionOf({}, left)).toEqual(left);
});

test('a node is in the set if it is a leaf or marked', () => {
  expect([isMember({}), isMember({ '.': {} }), isMember({ 'f:a': {} })]).toEqual([true, true, false]);
});
